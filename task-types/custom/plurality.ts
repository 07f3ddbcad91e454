/** Answers whose meaning nobody knows: kept as they are. What most workers said alike stands for the object where one answer is wanted. */
import type { AnsweredObject, ConsolidationOutcome, Consolidator } from '../../core/consolidation/consolidator';
import { isRecord } from '../metadata';

type Content = Record<string, unknown>;

/** JSON with the keys of objects in order: equal values are equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );

export const pluralityConsolidator: Consolidator<Content, Content> = {
  methods: ['plurality'],
  readAnswer(content) {
    if (!isRecord(content)) return { ok: false, reason: 'the answer is no JSON object' };
    return { ok: true, value: JSON.parse(JSON.stringify(content)) as Content };
  },
  consolidate,
  distance: (a, b) => (canonical(a) === canonical(b) ? 0 : 1),
  asAnswer: (label) => label,
  measure: (pairs) => ({
    accuracy:
      pairs.filter(({ label, gold }) => label && canonical(label) === canonical(gold)).length /
      Math.max(1, pairs.length),
  }),
};

function consolidate(objects: readonly AnsweredObject<Content>[]): ConsolidationOutcome<Content> {
  const met = new Map<string, { agreed: number; given: number }>();
  const decided = objects.map(({ answers }) => {
    const votes = new Map<string, number>();
    for (const { answer } of answers) votes.set(canonical(answer), (votes.get(canonical(answer)) ?? 0) + 1);
    const [best] = [...votes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    if (!best) return undefined;
    const [text, count] = best;
    const label = answers.find(({ answer }) => canonical(answer) === text)!.answer;
    const confidence = count / answers.length;
    for (const { workerId, answer } of answers) {
      const seen = met.get(workerId) ?? { agreed: 0, given: 0 };
      met.set(workerId, { agreed: seen.agreed + (canonical(answer) === text ? 1 : 0), given: seen.given + 1 });
    }
    const given = answers.map(({ workerId, answer }) => ({
      workerId,
      answer: null,
      weight: canonical(answer) === text ? 1 : -1,
    }));
    return {
      label,
      confidence,
      explanation: {
        version: 1 as const,
        method: 'plurality',
        parts: [
          {
            decided: null,
            confidence,
            votes: given.sort((a, b) => (a.workerId < b.workerId ? -1 : 1)),
            alternatives: [],
          },
        ],
      },
    };
  });
  return {
    objects: decided,
    skills: new Map([...met].map(([workerId, { agreed, given }]) => [workerId, agreed / given])),
    learnt: null,
  };
}
