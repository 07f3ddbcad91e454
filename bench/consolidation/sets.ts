import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A crowd set as found in a folder: who answered what to which object, and the right answers. Answers are still to be read. */
export interface CrowdSet {
  name: string;
  taskType: string;
  objects: { object: string; answers: { workerId: string; content: unknown }[] }[];
  gold: Map<string, unknown>;
}

/** The sets in a folder: those of its folders that hold `answers.csv` or `answers.jsonl`, and `gold` of the same form. */
export function crowdSets(folder: string, wanted: string[] = []): CrowdSet[] {
  return readdirSync(folder)
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .sort()
    .flatMap((name) => {
      const form = ['csv', 'jsonl'].find((ending) => existsSync(join(folder, name, `answers.${ending}`)));
      if (!form || !existsSync(join(folder, name, `gold.${form}`))) return [];
      const read = form === 'csv' ? readCsv : readJsonLines;
      const answers = read(join(folder, name, `answers.${form}`));
      const byObject = new Map<string, CrowdSet['objects'][number]>();
      for (const { object, worker, content } of answers) {
        const entry = byObject.get(object) ?? { object, answers: [] };
        entry.answers.push({ workerId: worker!, content });
        byObject.set(object, entry);
      }
      const gold = new Map(read(join(folder, name, `gold.${form}`)).map(({ object, content }) => [object, content]));
      return [{ name, taskType: taskTypeOf(name, answers[0]!.content), objects: [...byObject.values()], gold }];
    });
}

interface Row {
  object: string;
  worker?: string;
  content: unknown;
}

function taskTypeOf(name: string, content: unknown): string {
  if (typeof content === 'string' && name.startsWith('crowd_text')) return 'free-text';
  if (typeof content === 'string') return name.startsWith('crowd_n_') ? 'number' : 'text-classification';
  const members = content as Record<string, unknown>;
  if (members.boxes) return 'bounding-box';
  if (members.counts) return 'semantic-segmentation';
  if (members.spans) return 'named-entity-recognition';
  throw new Error(`${name}: no task type is known for answers with ${Object.keys(members).join(', ')}`);
}

/** `object,worker,label` or `object,label`: the last cell is the answer. Cells are quoted where they hold commas, never over several lines. */
function readCsv(path: string): Row[] {
  const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
      quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
    );
    return { object: cells[0]!, worker: cells.length > 2 ? cells[1] : undefined, content: cells.at(-1)! };
  });
}

/** `{object, worker?, …answer}`. */
function readJsonLines(path: string): Row[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { object, worker, ...content } = JSON.parse(line);
      return { object, worker, content };
    });
}
