import { visible, withoutControls } from './visible';

/** What a run found, as `--json` prints it. */
export interface Summary {
  taskType: string;
  method: string;
  /** Objects named in the input. */
  objects: number;
  /** Objects none of whose answers could be read: they have no label. */
  unlabelled: number;
  /** Answers that counted. */
  answers: number;
  workers: number;
  /** Answers that a later one by the same worker to the same object replaced. */
  replaced: number;
  /** What could not be read. */
  setAside: number;
  firstSetAside: { place: string; reason: string }[];
  seconds: number;
  gold?: { objects: number; withoutLabel: number; setAside: number };
  measures?: Record<string, number>;
  output?: string;
}

const SHOWN = 5;

/** The summary for a person. */
export function summaryLines(summary: Summary): string[] {
  const rows: [string, string][] = [
    ['task type', summary.taskType],
    ['method', summary.method],
    [
      'objects',
      count(summary.objects) + (summary.unlabelled > 0 ? `, ${count(summary.unlabelled)} without a label` : ''),
    ],
    ['answers', `${count(summary.answers)} by ${count(summary.workers)} workers`],
  ];
  if (summary.replaced > 0)
    rows.push(['replaced', `${count(summary.replaced)} by a later answer of the same worker to the same object`]);
  if (summary.gold) {
    const { objects, withoutLabel, setAside } = summary.gold;
    const missing = withoutLabel > 0 ? `, ${count(withoutLabel)} without a label count as wrong` : '';
    const unread = setAside > 0 ? `, ${count(setAside)} could not be read` : '';
    rows.push(['gold', `${count(objects)} objects${missing}${unread}`]);
  }
  for (const [name, value] of Object.entries(summary.measures ?? {})) rows.push([spaced(name), value.toFixed(4)]);
  if (summary.setAside > 0) rows.push(['set aside', count(summary.setAside)]);
  const lines = rows.map(([name, value]) => `${name.padEnd(16)}${value}`);
  for (const { place, reason } of summary.firstSetAside.slice(0, SHOWN))
    lines.push(`  ${visible(place, 200)}  ${withoutControls(reason)}`);
  if (summary.setAside > SHOWN)
    lines.push(`  and ${count(summary.setAside - Math.min(SHOWN, summary.firstSetAside.length))} more`);
  lines.push(`${'seconds'.padEnd(16)}${summary.seconds.toFixed(1)}`);
  if (summary.output !== undefined) lines.push(`${'labels'.padEnd(16)}${summary.output}`);
  return lines;
}

const count = (n: number): string => n.toLocaleString('en-US');

/** `meanIoU` → `mean IoU`, `macroF1` → `macro F1`. */
const spaced = (name: string): string => name.replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after}`);
