/**
 * `npx tsx bench/consolidation/masks.ts`: consolidating painted masks of five workers, 1,000 × 1,000 and 8,000 × 5,000 pixels, each in a process of its
 * own: seconds of the first call and of the second, and the peak of resident memory. Writes bench/results/consolidation-masks.{json,md}.
 */
import { execFileSync } from 'node:child_process';
import { semanticMaskConsolidator } from '../../core/consolidation/masks/semantic-mask-consolidator';
import { randomGenerator } from '../../core/random/generator';
import { markdownTable, writeResults } from '../results-file';

interface Scene {
  name: string;
  width: number;
  height: number;
  discs: number;
  classes: number;
  radius: number;
}

const SCENES: Scene[] = [
  { name: '6 discs, one class', width: 1000, height: 1000, discs: 6, classes: 1, radius: 90 },
  { name: '30 overlapping discs, four classes', width: 1000, height: 1000, discs: 30, classes: 4, radius: 90 },
  { name: '150 discs, four classes', width: 8000, height: 5000, discs: 150, classes: 4, radius: 250 },
];
const WORKERS = 5;

const [only] = process.argv.slice(2);
if (only !== undefined) console.log(JSON.stringify(measure(SCENES[Number(only)]!)));
else {
  const rows = SCENES.map((scene, i) => {
    const output = execFileSync('npx', ['tsx', import.meta.filename, String(i)], { encoding: 'utf8' });
    const row = { ...scene, ...(JSON.parse(output) as ReturnType<typeof measure>) };
    console.error(row);
    return row;
  });
  const lines = [
    '# Consolidating masks',
    '',
    `Made by \`npx tsx bench/consolidation/masks.ts\`. ${WORKERS} workers draw generated discs, each a little off in place and size. Memory is the peak of the whole process.`,
    '',
    ...markdownTable(
      ['scene', 'pixels', 'first call, s', 'second call, s', 'peak memory, MB'],
      rows.map(({ name, width, height, first, second, peakMb }) => [
        name,
        `${width} × ${height}`,
        first.toFixed(2),
        second.toFixed(2),
        Math.round(peakMb),
      ]),
    ),
  ];
  console.log(lines.join('\n'));
  await writeResults('consolidation-masks', rows, lines);
}

function measure(scene: Scene): { first: number; second: number; peakMb: number } {
  const random = randomGenerator(scene.name);
  const truth = Array.from({ length: scene.discs }, (_, i) => ({
    x: random.next() * scene.width,
    y: random.next() * scene.height,
    r: scene.radius * (0.5 + random.next()),
    k: 1 + (i % scene.classes),
  }));
  const answers = Array.from({ length: WORKERS }, (_, w) => ({
    workerId: `w${w}`,
    answer: draw(
      scene,
      truth.map((disc) => ({
        ...disc,
        x: disc.x + 4 * random.normal(),
        y: disc.y + 4 * random.normal(),
        r: disc.r + 4 * random.normal(),
      })),
    ),
  }));
  const seconds = [1, 2].map(() => {
    const started = performance.now();
    semanticMaskConsolidator.consolidate([{ answers }], {});
    return (performance.now() - started) / 1000;
  });
  return { first: seconds[0]!, second: seconds[1]!, peakMb: process.resourceUsage().maxRSS / 1024 };
}

/** Row by row, later discs over earlier ones. */
function draw({ width, height, classes }: Scene, discs: { x: number; y: number; r: number; k: number }[]) {
  const runs: number[] = [];
  const row = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (const disc of discs) {
      const half = Math.sqrt(Math.max(0, disc.r ** 2 - (y - disc.y) ** 2));
      if (half > 0) row.fill(disc.k, Math.max(0, Math.ceil(disc.x - half)), Math.max(0, Math.floor(disc.x + half)));
    }
    for (let x = 0; x < width; x++) {
      if (x + y > 0 && runs.at(-2) === row[x]) runs[runs.length - 1]!++;
      else runs.push(row[x]!, 1);
    }
  }
  return { width, height, classes: Array.from({ length: classes }, (_, k) => `class ${k + 1}`), runs };
}
