import { classConsolidator } from '../../../core/consolidation/classes/consolidator';
import type { Consolidator } from '../../../core/consolidation/consolidator';
import type { AnswerSink, Place } from './answer-sink';
import { placeText } from './answer-sink';
import { AnswerTable, detached } from './answer-table';
import { hasStrayControls, visible } from './visible';

const FIRST = 10;
const LONGEST_REMEMBERED = 200;

/** Gathers what the readers find: answers that can be read into a table, the others set aside with place and reason. */
export class AnswerCollector implements AnswerSink {
  readonly table = new AnswerTable();
  setAsideCount = 0;
  /** The first few that were set aside. */
  readonly firstSetAside: { place: string; reason: string }[] = [];
  /** What texts were read as: numbers of values, or the reason why they are no answer. A text that comes again is not read again. */
  private readonly textsRead = new Map<string, number | string>();
  private readonly strings = new Map<string, number>();

  constructor(
    // biome-ignore lint/suspicious/noExplicitAny: each kind has answers and labels of its own.
    private readonly consolidator: Consolidator<any, any>,
    private readonly categories: readonly string[] | undefined,
    private readonly needsWorker = true,
  ) {}

  answer(object: string, worker: string, content: unknown, seconds: number | undefined, place: Place): void {
    const objectNumber = this.numbered(this.table.objects, object, 'object', place);
    if (objectNumber === undefined) return;
    const workerNumber = this.needsWorker ? this.numbered(this.table.workers, worker, 'worker', place) : 0;
    if (workerNumber === undefined) return;
    const value = this.valueOf(content);
    if (typeof value === 'string') this.setAside(place, value);
    else this.table.add(objectNumber, workerNumber, value, seconds);
  }

  setAside(place: Place, reason: string): void {
    this.setAsideCount++;
    if (this.firstSetAside.length < FIRST) this.firstSetAside.push({ place: placeText(place), reason });
  }

  private numbered(names: AnswerTable['objects'], name: string, role: string, place: Place): number | undefined {
    const known = names.find(name);
    if (known !== undefined) return known;
    if (name === '') this.setAside(place, `the ${role} is empty`);
    else if (hasStrayControls(name))
      this.setAside(place, `the ${role} holds control characters: ${JSON.stringify(visible(name, 40))}`);
    else return names.add(name);
    return undefined;
  }

  /** Number of the value, or the reason why there is none. */
  private valueOf(content: unknown): number | string {
    if (typeof content !== 'string') return this.read(typeof content === 'number' ? String(content) : content);
    const known = this.textsRead.get(content);
    if (known !== undefined) return known;
    const value = this.readText(content);
    if (content.length <= LONGEST_REMEMBERED) this.textsRead.set(detached(content), value);
    return value;
  }

  /** JSON written into a CSV cell is what it says, if it is an answer then; else the text itself is. */
  private readText(text: string): number | string {
    const document = /^[[{]/.test(text) ? parsed(text) : undefined;
    if (document === undefined) return this.read(text);
    const structured = this.read(document);
    if (typeof structured === 'number') return structured;
    const plain = this.read(text);
    return typeof plain === 'number' ? plain : structured;
  }

  private read(content: unknown): number | string {
    const answer = this.consolidator.readAnswer(content, { categories: this.categories });
    if (!answer.ok) return answer.reason;
    const { value } = answer;
    if (typeof value !== 'string') return this.table.values.push(value) - 1;
    if (this.consolidator === classConsolidator && hasStrayControls(value))
      return `the label holds control characters: ${JSON.stringify(visible(value, 40))}`;
    // Equal texts are one value, however they were written.
    const same = this.strings.get(value);
    if (same !== undefined) return same;
    const own = detached(value);
    const number = this.table.values.push(own) - 1;
    this.strings.set(own, number);
    return number;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
