/**
 * In which frames a thing is to be seen, out of who drew it where: a hidden Markov chain with two states, there or not, and the
 * forward-backward algorithm (L. R. Rabiner, "A Tutorial on Hidden Markov Models", Proc. IEEE 77(2), 1989). Workers begin and end a track a few
 * frames apart and forget single frames; a thing itself comes and goes seldom.
 */

/** A worker who follows a thing misses some of its frames, mostly at the ends; that a track outlasts its thing is rarer. */
const DRAWS = 0.85;
const OVERSHOOTS = 0.05;
/** A thing comes or goes once in fifty frames. */
const CHANGES = 0.02;

/**
 * @param drawn per frame how many of the workers drew it, in the order of the frames
 * @param workers how many follow it
 * @returns per frame the probability that it is to be seen
 */
export function presence(drawn: readonly number[], workers: number): number[] {
  const n = drawn.length;
  const there = drawn.map((count) => DRAWS ** count * (1 - DRAWS) ** (workers - count));
  const away = drawn.map((count) => OVERSHOOTS ** count * (1 - OVERSHOOTS) ** (workers - count));
  const forward: [number, number][] = [];
  for (let t = 0; t < n; t++) {
    const [p, q] = t === 0 ? [0.5, 0.5] : step(forward[t - 1]!);
    forward.push(scaled(p * there[t]!, q * away[t]!));
  }
  const result = new Array<number>(n);
  let backward: [number, number] = [0.5, 0.5];
  for (let t = n - 1; t >= 0; t--) {
    const [p, q] = scaled(forward[t]![0] * backward[0], forward[t]![1] * backward[1]);
    result[t] = p / (p + q);
    backward = scaled(...step([backward[0] * there[t]!, backward[1] * away[t]!]));
  }
  return result;
}

const step = ([there, away]: [number, number]): [number, number] => [
  there * (1 - CHANGES) + away * CHANGES,
  away * (1 - CHANGES) + there * CHANGES,
];

const scaled = (a: number, b: number): [number, number] => [a / (a + b), b / (a + b)];
