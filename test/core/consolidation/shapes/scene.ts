/** Generated crowds: true boxes in pictures, workers of different care who draw them. */
import type { Box } from '../../../../core/geometry/box';
import { randomGenerator } from '../../../../core/random/generator';

export interface Scene {
  objects: {
    answers: { workerId: string; answer: { boxes: (Box & { label: string })[]; width: number; height: number } }[];
  }[];
  gold: { boxes: (Box & { label: string })[]; width: number; height: number }[];
}

export interface Crowd {
  images: number;
  workers: number;
  /** Of the workers, how many answer each picture. */
  perImage: number;
  things: number;
  sensitivity: number;
  /** False boxes per answer. */
  extra: number;
  /** Standard deviation of an edge, as a share of the size: of the most careful worker and of the least. */
  noise: [number, number];
  /** How much of the error goes outward only, 0…1. */
  outward: number;
  misnamed: number;
  /** Workers who draw at random. */
  spammers: number;
}

export const CROWD: Crowd = {
  images: 60,
  workers: 10,
  perImage: 5,
  things: 5,
  sensitivity: 0.85,
  extra: 0.2,
  noise: [0.03, 0.12],
  outward: 0,
  misnamed: 0.05,
  spammers: 0,
};

export const WIDTH = 1000;
export const HEIGHT = 800;

export function scene(changes: Partial<Crowd>, seed: string): Scene {
  const crowd = { ...CROWD, ...changes };
  const random = randomGenerator(seed);
  const box = () => {
    const width = 40 + random.next() * 100;
    const height = 40 + random.next() * 100;
    const left = random.next() * (WIDTH - width);
    const top = random.next() * (HEIGHT - height);
    return { label: random.next() < 0.5 ? 'car' : 'bus', left, top, width, height };
  };
  const workers = Array.from({ length: crowd.workers }, (_, i) => ({
    workerId: `w${String(i).padStart(2, '0')}`,
    noise: crowd.noise[0] + ((crowd.noise[1] - crowd.noise[0]) * i) / Math.max(crowd.workers - 1, 1),
    spams: i < crowd.spammers,
  }));
  const result: Scene = { objects: [], gold: [] };
  for (let image = 0; image < crowd.images; image++) {
    const truth = Array.from({ length: random.integer(2 * crowd.things + 1) }, box);
    const answers = random
      .shuffle(workers)
      .slice(0, crowd.perImage)
      .map(({ workerId, noise, spams }) => {
        const error = () => {
          const normal = random.normal();
          return noise * (crowd.outward * Math.abs(normal) + (1 - crowd.outward) * normal);
        };
        const drawn = spams
          ? Array.from({ length: crowd.things }, box)
          : truth
              .filter(() => random.next() < crowd.sensitivity)
              .map(({ label, left, top, width, height }) => {
                const [west, east, north, south] = [error(), error(), error(), error()] as const;
                return {
                  label: random.next() < crowd.misnamed ? (label === 'car' ? 'bus' : 'car') : label,
                  left: left - west * width,
                  top: top - north * height,
                  width: width * (1 + west + east),
                  height: height * (1 + north + south),
                };
              });
        while (random.next() < crowd.extra / (1 + crowd.extra)) drawn.push(box());
        return { workerId, answer: { boxes: drawn, width: WIDTH, height: HEIGHT } };
      });
    result.objects.push({ answers });
    result.gold.push({ boxes: truth, width: WIDTH, height: HEIGHT });
  }
  return result;
}
