/** The pages of a worker's tasks in their frames: the one that is shown, and the next one, loaded out of sight meanwhile. */
import { parseLeaseId } from '../../core/workforce/lease-id';
import type { Assignment } from './api';

export interface TaskPage {
  src: string;
  title: string;
  round: number;
  objectId: number;
  /** Its elements are usable. */
  isReady: boolean;
  /** Its pictures are there too. */
  isLoaded: boolean;
  /** Pages of this template do nothing before somebody works on them. */
  isStill: boolean;
}

export class TaskPages {
  shown: TaskPage | undefined;
  ahead: TaskPage | undefined;

  /** Shows the page of a task, the one that is there already when it is that task's; true when it can be worked on at once. */
  show(assignment: Assignment, language: string): boolean {
    const round = parseLeaseId(assignment.leaseId)?.round ?? 0;
    const { ahead } = this;
    const isThere = ahead?.isReady && ahead.round === round && ahead.objectId === assignment.objectId;
    this.shown = isThere ? ahead : pageOf({ ...assignment, round }, assignment.title, language);
    this.ahead = undefined;
    return this.shown.isReady;
  }

  /** Begins to load the next task's page, once this one needs the connection no more. True when there is one. */
  lookAhead({ upcoming, title }: Assignment, language: string): boolean {
    const { shown, ahead } = this;
    if (!upcoming || ahead || !shown?.isReady || !shown.isLoaded || !shown.isStill) return false;
    this.ahead = pageOf(upcoming, title, language);
    return true;
  }

  clear(): void {
    this.shown = undefined;
    this.ahead = undefined;
  }
}

function pageOf(
  { frameUrl, round, objectId }: { frameUrl: string; round: number; objectId: number },
  title: string,
  language: string,
): TaskPage {
  const address = new URL(frameUrl, location.origin);
  address.searchParams.set('chrome', 'portal');
  address.searchParams.set('lang', language);
  const src = address.pathname + address.search;
  return { src, title, round, objectId, isReady: false, isLoaded: false, isStill: false };
}
