/** Answers to one object as sequences of word numbers, in an order that depends on nothing but what was written. */
import type { AnsweredObject } from '../consolidator';
import { type Word, wordsOf } from './words';

export interface TextAnswer {
  workerId: string;
  text: string;
  words: Word[];
  /** The words' norms by their numbers in the vocabulary. */
  ids: Int32Array;
  /** What this answer counts among the worker's answers to the object: a worker who answers twice does not count twice. */
  share: number;
}

/** Norms by number, the same numbers for the whole batch. */
export class Vocabulary {
  private readonly numbers = new Map<string, number>();
  readonly norms: string[] = [];

  number(norm: string): number {
    let number = this.numbers.get(norm);
    if (number === undefined) {
      number = this.norms.length;
      this.numbers.set(norm, number);
      this.norms.push(norm);
    }
    return number;
  }
}

export function textAnswers({ answers }: AnsweredObject<string>, vocabulary: Vocabulary): TextAnswer[] {
  const perWorker = new Map<string, number>();
  for (const { workerId } of answers) perWorker.set(workerId, (perWorker.get(workerId) ?? 0) + 1);
  return answers
    .map(({ workerId, answer }) => {
      const words = wordsOf(answer);
      const ids = Int32Array.from(words, ({ norm }) => vocabulary.number(norm));
      return { workerId, text: answer, words, ids, share: 1 / perWorker.get(workerId)! };
    })
    .sort((a, b) => byText(a.text, b.text) || byText(a.workerId, b.workerId));
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
