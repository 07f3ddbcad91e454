/**
 * One text out of several, word by word.
 *
 * J. G. Fiscus, "A post-processing system to yield reduced word error rates: Recognizer Output Voting Error Reduction (ROVER)", IEEE Workshop on
 * Automatic Speech Recognition and Understanding, 1997. The answers are aligned one after the other to a word transition network (section 2.1), whose
 * slots then vote (section 2.2). Votes are weighted by answer; words that are spelt alike attract each other in the alignment, so that a
 * misspelling votes in the slot of the word it stands for.
 */
import { editDistance } from './edit-distance';

/** No word: the answer skips the slot. */
export const SKIP = -1;

export interface Slot {
  /** The word that won, or `SKIP`. */
  word: number;
  /** By answer: the position of its word here, or `SKIP`. */
  positions: Int32Array;
}

/** How near a differently spelt word comes to a match, at most. Anything from 0 to 1 gives nearly the same texts. */
const SPELT_ALIKE = 0.5;
/** Cells of an alignment. Longer texts are aligned in a band about the diagonal. */
const CELLS = 1_000_000;
const NARROWEST_BAND = 32;
/** Weights closer than this are the same. */
const TIE = 1e-9;

const [MATCH, DELETION, INSERTION] = [0, 1, 2] as const;

/** `order`: the answers from the most reliable, on which the network is founded. */
export function rover(
  answers: readonly Int32Array[],
  weights: ArrayLike<number>,
  order: readonly number[],
  norms: readonly string[],
): Slot[] {
  const alike = spelling(norms);
  let network: NetworkSlot[] = [];
  let total = 0;
  for (const k of order) {
    network = align(network, answers[k]!, k, weights[k]!, total, answers.length, alike);
    total += weights[k]!;
  }
  return network.map(({ votes, positions }) => ({ word: winner(votes, norms), positions }));
}

interface NetworkSlot {
  /** Weight of each word, `SKIP` among them. */
  votes: Map<number, number>;
  positions: Int32Array;
}

/** Aligns an answer to the network by dynamic programming and adds its votes. Costs are the share of the votes that disagree. */
function align(
  network: NetworkSlot[],
  words: Int32Array,
  answer: number,
  weight: number,
  total: number,
  answers: number,
  alike: (a: number, b: number) => number,
): NetworkSlot[] {
  const [n, m] = [words.length, network.length];
  const skips = network.map(({ votes }) => 1 - (votes.get(SKIP) ?? 0) / total);
  const half = Math.max(NARROWEST_BAND, Math.ceil(m / Math.max(n, 1)) + 1, Math.floor(CELLS / (2 * (n + 1))));
  const centre = (i: number) => (n === 0 ? m : Math.round((i * m) / n));
  const from = (i: number) => (n === 0 ? 0 : Math.max(0, centre(i) - half));
  const to = (i: number) => Math.min(m, centre(i) + half);
  const width = Math.min(m, 2 * half) + 1;
  const moves = new Uint8Array((n + 1) * width);
  let above = new Float64Array(m + 1).fill(Number.POSITIVE_INFINITY);
  let row = new Float64Array(m + 1).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i <= n; i++) {
    const [first, last] = [from(i), to(i)];
    const at = i * width - first;
    const lastAbove = i === 0 ? -1 : to(i - 1);
    const firstAbove = i === 0 ? 0 : from(i - 1);
    for (let j = first; j <= last; j++) {
      let cost = i === 0 && j === 0 ? 0 : Number.POSITIVE_INFINITY;
      let move: number = MATCH;
      if (i > 0 && j > firstAbove && j - 1 <= lastAbove) {
        cost = above[j - 1]! + 1 - agreement(network[j - 1]!.votes, words[i - 1]!, alike) / total;
      }
      if (j > first && row[j - 1]! + skips[j - 1]! < cost - TIE) {
        cost = row[j - 1]! + skips[j - 1]!;
        move = DELETION;
      }
      if (i > 0 && j >= firstAbove && j <= lastAbove && above[j]! + 1 < cost - TIE) {
        cost = above[j]! + 1;
        move = INSERTION;
      }
      row[j] = cost;
      moves[at + j] = move;
    }
    [above, row] = [row, above];
  }
  return traceBack(network, words, answer, weight, total, answers, (i, j) => moves[i * width - from(i) + j]!);
}

function traceBack(
  network: NetworkSlot[],
  words: Int32Array,
  answer: number,
  weight: number,
  total: number,
  answers: number,
  moveAt: (i: number, j: number) => number,
): NetworkSlot[] {
  const aligned: NetworkSlot[] = [];
  let [i, j] = [words.length, network.length];
  while (i > 0 || j > 0) {
    const move = moveAt(i, j);
    let slot: NetworkSlot;
    if (move === INSERTION) {
      slot = { votes: new Map(total > 0 ? [[SKIP, total]] : []), positions: new Int32Array(answers).fill(SKIP) };
    } else slot = network[--j]!;
    const word = move === DELETION ? SKIP : words[--i]!;
    slot.votes.set(word, (slot.votes.get(word) ?? 0) + weight);
    if (word !== SKIP) slot.positions[answer] = i;
    aligned.push(slot);
  }
  return aligned.reverse();
}

/** Weight of the votes for the word, and for words spelt like it. */
function agreement(votes: Map<number, number>, word: number, alike: (a: number, b: number) => number): number {
  let sum = 0;
  for (const [other, weight] of votes) if (other !== SKIP) sum += weight * (other === word ? 1 : alike(other, word));
  return sum;
}

/** Ties go to a word rather than to none, then to the first by its letters. */
function winner(votes: Map<number, number>, norms: readonly string[]): number {
  let best = SKIP;
  let most = Number.NEGATIVE_INFINITY;
  for (const [word, weight] of votes) {
    const tied = Math.abs(weight - most) <= TIE;
    if (tied ? word !== SKIP && (best === SKIP || norms[word]! < norms[best]!) : weight > most) {
      best = word;
      most = Math.max(most, weight);
    }
  }
  return best;
}

/** Likeness of two words' letters, squared, so that chance likeness counts little. */
function spelling(norms: readonly string[]): (a: number, b: number) => number {
  const known = new Map<number, number>();
  const letters = new Map<number, number[]>();
  const lettersOf = (word: number): number[] => {
    let found = letters.get(word);
    if (!found) {
      found = Array.from(norms[word]!, (letter) => letter.codePointAt(0)!);
      letters.set(word, found);
    }
    return found;
  };
  return (a, b) => {
    const key = Math.min(a, b) * norms.length + Math.max(a, b);
    let likeness = known.get(key);
    if (likeness === undefined) {
      const [x, y] = [lettersOf(a), lettersOf(b)];
      likeness = SPELT_ALIKE * (1 - editDistance(x, y) / Math.max(x.length, y.length)) ** 2;
      known.set(key, likeness);
    }
    return likeness;
  };
}
