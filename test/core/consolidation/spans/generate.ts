import type { AnsweredObject } from '../../../../core/consolidation/consolidator';
import type { Span, SpanAnswer } from '../../../../core/consolidation/spans/span';
import { randomGenerator } from '../../../../core/random/generator';

export interface Crowd {
  id: string;
  recall: number;
  /** Spans out of nothing, per word. */
  invents: number;
  /** Share of boundaries one word off. */
  slips: number;
  /** Share of labels right; the others fall evenly. */
  names: number;
  /** Share of texts in which the worker stops halfway. */
  lapses?: number;
}

export const worker = (id: string, recall = 0.7, invents = 0.01, slips = 0.1, names = 0.9): Crowd => ({
  id,
  recall,
  invents,
  slips,
  names,
});

export interface Shape {
  texts?: number;
  words?: number;
  /** Characters per word; 1 counts in tokens. */
  characters?: number;
  labels?: readonly string[];
  /** Entities per word. */
  rate?: number;
  perText?: number;
  crowd: readonly Crowd[];
  seed: string;
}

/** Texts with known entities, and what a crowd makes of them. */
export function generate(shape: Shape): { objects: AnsweredObject<SpanAnswer>[]; gold: SpanAnswer[] } {
  const { texts = 40, words = 80, characters = 1, labels = ['LOC', 'ORG', 'PER'], rate = 0.15 } = shape;
  const random = randomGenerator(shape.seed);
  const gold: SpanAnswer[] = [];
  const objects = Array.from({ length: texts }, () => {
    const at = [0];
    for (let w = 0; w < words; w++) at.push(at[w]! + (characters === 1 ? 1 : 1 + random.integer(2 * characters - 1)));
    const entities: { from: number; to: number; label: string }[] = [];
    for (let w = 0; w < words; w++) {
      if (random.next() >= rate) continue;
      const from = w;
      do w++;
      while (w < words && random.next() < 0.4);
      entities.push({ from, to: w, label: random.pick(labels) });
    }
    const span = (from: number, to: number, label: string): Span => ({ start: at[from]!, end: at[to]!, label });
    gold.push({ spans: entities.map(({ from, to, label }) => span(from, to, label)), tokens: at[words] });
    const answers = random
      .shuffle(shape.crowd)
      .slice(0, shape.perText ?? shape.crowd.length)
      .map((who) => {
        const stops = random.next() < (who.lapses ?? 0) ? words / 2 : words;
        const spans: Span[] = [];
        const add = (from: number, to: number, label: string) => {
          const next = span(from, to, label);
          if (!spans.some(({ start, end }) => start < next.end && next.start < end)) spans.push(next);
        };
        for (const { from, to, label } of entities) {
          if (from >= stops || random.next() >= who.recall) continue;
          const slip = random.next() < who.slips;
          const given = random.next() < who.names ? label : random.pick(labels);
          add(from, slip && to < words ? to + 1 : to, given);
        }
        for (let w = 0; w < stops; w++) if (random.next() < who.invents) add(w, w + 1, random.pick(labels));
        spans.sort((a, b) => a.start - b.start);
        return { workerId: who.id, answer: { spans, tokens: at[words] } };
      });
    return { answers };
  });
  return { objects, gold };
}
