import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ConsolidationKind } from '../../../core/consolidation/registry';
import type { ManifestLine } from '../../../core/manifest/line';
import type { LabelSource, Learner } from '../../../model/learners/learner';
import { CommandFailure } from '../failure';
import { labelNames } from './label-names';
import type { Pool } from './pool';
import type { SimulationSettings } from './settings';

/** A line that was left out, and why. */
export interface SetAside {
  place: string;
  reason: string;
}

export interface ReadPool {
  pool: Pool;
  setAside: number;
  firstSetAside: SetAside[];
}

/** Lines whose objects are fetched at once. */
const WINDOW = 32;
const KEPT = 5;

/** Reads the labelled objects and prepares each for the learner. @throws CommandFailure at the first bad line, unless those are to be left out. */
export async function readPool(
  settings: SimulationSettings,
  kind: ConsolidationKind,
  learner: Learner,
  onRead: (objects: number) => void = () => {},
): Promise<ReadPool> {
  const reader = new PoolReader(settings, kind, learner);
  const waiting: Promise<void>[] = [];
  let number = 0;
  const input = createReadStream(settings.input, 'utf8');
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() === '') continue;
    const taken = reader.take(number, number === 1 ? text.replace(/^\uFEFF/, '') : text);
    // Its failure is heard of in its turn.
    taken.catch(() => {});
    waiting.push(taken);
    if (waiting.length >= WINDOW) await waiting.shift();
    if (number % 100 === 0) onRead(reader.found.length);
  }
  await Promise.all(waiting);
  return reader.pool();
}

/** A line whose object has been prepared and whose label is still to be read, as the labels' names are known only in the end. */
interface Found {
  number: number;
  label: ManifestLine;
  input: unknown;
  text: string;
}

class PoolReader {
  readonly found: Found[] = [];
  private readonly names = new Set<string>();
  private readonly setAside: { number: number; reason: string }[] = [];

  constructor(
    private readonly settings: SimulationSettings,
    private readonly kind: ConsolidationKind,
    private readonly learner: Learner,
  ) {}

  async take(number: number, text: string): Promise<void> {
    try {
      const line = parsed(text);
      const label = this.labelOf(line);
      for (const name of this.namesIn(label)) this.names.add(name);
      this.found.push({ number, label, ...(await this.prepare(line)) });
    } catch (error) {
      this.bad(number, error);
    }
  }

  async pool(): Promise<ReadPool> {
    const { kind, learner, settings } = this;
    const labels = settings.categories ?? [...this.names].sort();
    const source: LabelSource = {
      labelAttribute: settings.labelAttribute,
      labels,
      readFile: async (uri) => readFile(pathOf(uri, settings.input)),
    };
    const inputs: unknown[] = [];
    const truths: unknown[] = [];
    const answers: unknown[] = [];
    const lines: number[] = [];
    const texts: string[] = [];
    for (const { number, label, input, text } of this.found.sort((a, b) => a.number - b.number)) {
      try {
        const target = await this.targetOf(label, source);
        const answer = kind.consolidator.readAnswer(learner.answerOfTarget(target, labels), { categories: labels });
        if (!answer.ok) throw new Error(answer.reason);
        inputs.push(input);
        truths.push(target);
        answers.push(answer.value);
        lines.push(number);
        texts.push(text);
      } catch (error) {
        this.bad(number, error);
      }
    }
    const setAside = this.setAside.sort((a, b) => a.number - b.number);
    const firstSetAside = setAside.slice(0, KEPT).map(({ number, reason }) => ({ place: this.place(number), reason }));
    if (inputs.length === 0) {
      const [first] = firstSetAside;
      const why = first ? `; the first line left out: ${first.place}: ${first.reason}` : '';
      throw new CommandFailure(`${settings.input}: holds no labelled object${why}`);
    }
    return {
      pool: { kind, learner, labels, inputs, truths, answers, lines, texts },
      setAside: setAside.length,
      firstSetAside,
    };
  }

  private labelOf(line: ManifestLine): ManifestLine {
    const { labelAttribute } = this.settings;
    const value = line[labelAttribute];
    if (value === undefined || value === null) {
      const there = Object.keys(line).filter((key) => key !== 'source' && key !== 'source-ref');
      throw new Error(
        `no label "${labelAttribute}"; --label-attribute names another${there.length ? ` (the line has ${there.slice(0, 5).join(', ')})` : ''}`,
      );
    }
    const key = `${labelAttribute}-metadata`;
    return line[key] === undefined ? { [labelAttribute]: value } : { [labelAttribute]: value, [key]: line[key] };
  }

  private namesIn(label: ManifestLine): string[] {
    if (this.settings.categories) return [];
    const { labelAttribute } = this.settings;
    return labelNames(this.kind, label[labelAttribute], label[`${labelAttribute}-metadata`]);
  }

  private targetOf(label: ManifestLine, source: LabelSource): unknown {
    const { labelAttribute } = this.settings;
    if (label[`${labelAttribute}-metadata`] !== undefined) return this.learner.targetOfLine(label, source);
    const bare = label[labelAttribute];
    return this.learner.targetOfAnswer(typeof bare === 'number' ? String(bare) : bare, source.labels);
  }

  private async prepare(line: ManifestLine): Promise<Pick<Found, 'input' | 'text'>> {
    const kept = this.kind.slug === 'named-entity-recognition';
    const reference = line['source-ref'];
    if (reference === undefined) {
      if (typeof line.source !== 'string') throw new Error('the line has neither "source" nor "source-ref" as text');
      return { input: await this.learner.fromText(line.source), text: kept ? line.source : '' };
    }
    if (typeof reference !== 'string') throw new Error('"source-ref" is not text');
    const path = pathOf(reference, this.settings.input);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw new Error(`"source-ref" ${reference}: ${missing ? `there is no file ${path}` : (error as Error).message}`);
    }
    try {
      return { input: await this.learner.fromFile(bytes), text: kept ? new TextDecoder().decode(bytes) : '' };
    } catch (error) {
      throw new Error(`"source-ref" ${reference}: ${(error as Error).message}`);
    }
  }

  private bad(number: number, error: unknown): void {
    const reason = (error as Error).message;
    if (!this.settings.skipBadLines)
      throw new CommandFailure(`${this.place(number)}: ${reason} (--skip-bad-lines leaves such lines out)`);
    this.setAside.push({ number, reason });
  }

  private place(number: number): string {
    return `${this.settings.input}:${number}`;
  }
}

function parsed(text: string): ManifestLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not a JSON object');
  return value as ManifestLine;
}

/** A reference as a path here; relative ones start from the file that names them. */
function pathOf(reference: string, input: string): string {
  if (/^file:\/\//i.test(reference)) return fileURLToPath(reference);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(reference)?.[1];
  if (scheme)
    throw new Error(
      `${reference} is not on this machine: copy the files here and name them by path, not by ${scheme}://`,
    );
  return resolve(dirname(input), reference);
}
