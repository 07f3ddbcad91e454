import { randomGenerator } from '../../../../core/random/generator';

/** Sentences, and transcripts of them by workers who each get a share of the words wrong (dropped, doubled by another, or replaced). */
export function generated(objects: number, perObject: number, wrong: number[], seed: string) {
  const random = randomGenerator(seed);
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const lexicon = Array.from({ length: 400 }, () =>
    Array.from({ length: 3 + random.integer(6) }, () => letters[random.integer(26)]).join(''),
  );
  const gold = Array.from({ length: objects }, () =>
    Array.from({ length: 6 + random.integer(10) }, () => random.pick(lexicon)),
  );
  const heard = (word: string, share: number): string[] => {
    if (random.next() >= share) return [word];
    const kind = random.integer(3);
    return kind === 0 ? [] : kind === 1 ? [word, random.pick(lexicon)] : [random.pick(lexicon)];
  };
  const answered = gold.map((words) => ({
    answers: random
      .shuffle([...wrong.keys()])
      .slice(0, perObject)
      .map((w) => ({
        workerId: `worker-${w}`,
        answer: words.flatMap((word) => heard(word, wrong[w]!)).join(' ') || '-',
      })),
  }));
  return { gold: gold.map((words) => words.join(' ')), answered };
}
