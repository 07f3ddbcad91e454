/** The promise, held against models that tempt to break it: each world is run many times and violations counted. */
import { describe, expect, test } from '@jest/globals';
import { RULES, type SyntheticOptions, synthetic } from './synthetic';

const RUNS = 50;
/** 5 % of the runs may fail; three deviations more may by chance. */
const MOST = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS);

type World = Omit<SyntheticOptions, 'seed'>;

/** Worlds that are proved and compared are run once. */
const known = new Map<World, ReturnType<typeof runAll>>();

function runs(world: World) {
  if (!known.has(world)) known.set(world, runAll(world));
  return known.get(world)!;
}

async function runAll(world: World) {
  const outcomes: Awaited<ReturnType<typeof synthetic>>[] = [];
  for (let seed = 0; seed < RUNS; seed++) outcomes.push(await synthetic({ seed, ...world }));
  const mean = (of: (outcome: (typeof outcomes)[number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / RUNS;
  const target = world.targetAccuracy ?? RULES.targetAccuracy;
  return {
    coverage: mean(({ coverage }) => coverage),
    broken: mean(({ machineQuality }) => (machineQuality < target - 1e-9 ? 1 : 0)),
    brokenOnAll: mean(({ datasetQuality }) => (datasetQuality < target - 1e-9 ? 1 : 0)),
  };
}

const calibrated: World = { says: (s) => 0.6 + 0.39 * s, is: (s) => 0.6 + 0.39 * s };
const calibratedOnAll: World = { ...calibrated, scope: 'dataset' };

describe('what is promised of the machine’s labels holds', () => {
  const worlds: [string, World][] = [
    ['a model that is just not good enough and sure that it is', { says: () => 0.97, is: () => 0.895 }],
    ['a model that is too sure everywhere', { says: (s) => 0.8 + 0.19 * s, is: (s) => 0.7 + 0.25 * s }],
    ['a model that is least right where it is surest', { says: (s) => 0.9 + 0.09 * s, is: (s) => 0.99 - 0.15 * s }],
    ['a model that says the same of everything', { says: () => 0.95, is: () => 0.9 }],
    ['a model that is calibrated', calibrated],
    ['a target of 97.5 %', { targetAccuracy: 0.975, says: (s) => 0.9 + 0.1 * s, is: (s) => 0.9 + 0.095 * s }],
    ['people who are often wrong', { workerAccuracy: 0.85, says: (s) => 0.8 + 0.19 * s, is: (s) => 0.78 + 0.2 * s }],
    ['graded quality', { graded: true, says: (s) => 0.85 + 0.1 * s, is: (s) => 0.82 + 0.12 * s }],
    ['graded quality, just not good enough', { graded: true, says: () => 0.93, is: () => 0.896 }],
  ];
  test.each(worlds)('%s', async (_, world) => {
    expect((await runs(world)).broken).toBeLessThanOrEqual(MOST);
  });
});

describe('what is promised of the data set holds', () => {
  const worlds: [string, World][] = [
    ['a model that is too sure', { scope: 'dataset', says: (s) => 0.75 + 0.24 * s, is: (s) => 0.65 + 0.3 * s }],
    ['a model that is calibrated', calibratedOnAll],
    [
      'people who are sometimes wrong',
      { scope: 'dataset', workerAccuracy: 0.9, says: (s) => 0.7 + 0.29 * s, is: (s) => 0.68 + 0.3 * s },
    ],
  ];
  test.each(worlds)('%s', async (_, world) => {
    expect((await runs(world)).brokenOnAll).toBeLessThanOrEqual(MOST);
  });
});

describe('and the model labels what it may', () => {
  const good: World = { says: (s) => 0.9 + 0.1 * s, is: (s) => 0.9 + 0.1 * s };

  test('nearly all where it is good', async () => {
    const { coverage, machineQuality } = await synthetic({ seed: 3, objects: 5000, ...good });
    expect(coverage).toBeGreaterThan(0.85);
    expect(machineQuality).toBeGreaterThan(0.93);
  });

  test('more where the whole data set is promised', async () => {
    const [machine, dataset] = [await runs(calibrated), await runs(calibratedOnAll)];
    expect(dataset.coverage).toBeGreaterThan(machine.coverage + 0.05);
  });

  test('nothing where it is not, and the job says why', async () => {
    const { coverage, human, ended } = await synthetic({ seed: 1, says: () => 0.6, is: () => 0.6 });
    expect(coverage).toBe(0);
    expect(human).toHaveLength(600);
    expect(ended).toMatch(/could not be expected to reach the target|objects are left; people label the rest/);
  });
});
