import { workKeys } from '../../core/job/keys';
import { failedSet, type Outcome, serializeOutcome } from '../../core/manifest/outcome';
import type { SplitLine } from '../../core/manifest/split-lines';
import { parseManifestLine } from '../../core/manifest/validate-line';
import type { Part } from './dataset';
import { writeJsonLines, writeText } from './work-store';

/** A part is closed at whichever comes first. */
const PART_OBJECTS = 2000;
const PART_CHARACTERS = 8 * 1024 * 1024;
/** Parts being written while the next is read. */
const WRITES_IN_FLIGHT = 4;
const PROBLEMS_TOLD = 20;

export interface Indexed {
  objects: number;
  failed: number;
  existing: number;
  parts: number;
  /** The first bad lines, each with place and cause. */
  problems: string[];
}

/** Writes a job's object index part by part while the manifest streams through; memory holds a few parts, never the manifest. */
export class ObjectIndex {
  private readonly totals: Indexed = { objects: 0, failed: 0, existing: 0, parts: 0, problems: [] };
  private readonly parts: Part[] = [];
  private lines: string[] = [];
  private outcomes: string[] = [];
  private characters = 0;
  private readonly writing = new Set<Promise<void>>();
  private writeError: unknown;

  constructor(
    private readonly bucket: string,
    private readonly jobKey: string,
    private readonly attribute: string,
  ) {}

  /** Takes the next line. It gets the next object id whether it is good or not, so that it comes out again. */
  async add(line: SplitLine): Promise<void> {
    const id = this.totals.objects++;
    const outcome = this.check(id, line);
    if (outcome) this.outcomes.push(serializeOutcome(outcome));
    this.lines.push(line.text);
    this.characters += line.text.length;
    if (this.lines.length >= PART_OBJECTS || this.characters >= PART_CHARACTERS) await this.closePart();
  }

  async finish(): Promise<Indexed> {
    if (this.lines.length) await this.closePart();
    await Promise.all(this.writing);
    if (this.writeError) throw this.writeError;
    await writeJsonLines({ bucket: this.bucket, key: workKeys.parts(this.jobKey) }, this.parts);
    return { ...this.totals, parts: this.parts.length };
  }

  private check(id: number, line: SplitLine): Outcome | undefined {
    const parsed = line.reason
      ? ({ ok: false, reason: line.reason } as const)
      : parseManifestLine(line.text, line.number);
    if (!parsed.ok) {
      this.totals.failed += 1;
      if (this.totals.problems.length < PROBLEMS_TOLD) this.totals.problems.push(parsed.reason);
      return { id, kind: 'failed', set: failedSet(this.attribute, `ClientError: ${parsed.reason}`, 0) };
    }
    if (!Object.hasOwn(parsed.line, this.attribute)) return undefined;
    this.totals.existing += 1;
    return { id, kind: 'existing', set: {} };
  }

  private async closePart(): Promise<void> {
    const part = this.parts.length;
    this.parts.push({ part, firstId: this.totals.objects - this.lines.length, count: this.lines.length });
    const writes = this.writePart(part, this.lines, this.outcomes);
    this.lines = [];
    this.outcomes = [];
    this.characters = 0;
    const tracked = writes
      .catch((error) => {
        this.writeError ??= error;
      })
      .finally(() => this.writing.delete(tracked));
    this.writing.add(tracked);
    if (this.writing.size >= WRITES_IN_FLIGHT) await Promise.race(this.writing);
    if (this.writeError) throw this.writeError;
  }

  private async writePart(part: number, lines: string[], outcomes: string[]): Promise<void> {
    const type = 'application/jsonlines';
    await writeText({ bucket: this.bucket, key: workKeys.part(this.jobKey, part) }, `${lines.join('\n')}\n`, type);
    if (outcomes.length)
      await writeText(
        { bucket: this.bucket, key: workKeys.outcome(this.jobKey, part, 'prepare') },
        `${outcomes.join('\n')}\n`,
        type,
      );
  }
}
