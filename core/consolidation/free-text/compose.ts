/**
 * Writes the words that won as a text, with the workers' own case and punctuation. What was right at the beginning or end of an answer need not be right
 * where the word stands now: a capital or a full stop is carried over only to the same place.
 */
import { SKIP, type Slot } from './rover';
import type { TextAnswer } from './text-answers';
import { joined, type Word } from './words';

const FINAL_MARK = /[.!?。！？…]+["'”’)」』]*$/u;
/** A capital followed by a small letter; `I`, `NASA` and the like are not meant. */
const CAPITALISED = /^(\P{L}*)(\p{Lu})(?=\p{Ll})/u;

export function compose(slots: readonly Slot[], answers: readonly TextAnswer[], weights: ArrayLike<number>): string {
  const chosen = slots.filter(({ word }) => word !== SKIP);
  const inside = spellingsInside(answers);
  const words = chosen.map((slot, at): Word => {
    const isFirst = at === 0;
    const isLast = at === chosen.length - 1;
    const surfaces = new Tally();
    const spaces = new Tally();
    for (const [k, { words: given, ids }] of answers.entries()) {
      const position = slot.positions[k]!;
      if (position === SKIP || ids[position] !== slot.word) continue;
      const word = given[position]!;
      let { surface } = word;
      if (position === given.length - 1 && !isLast) surface = surface.replace(FINAL_MARK, '');
      if (position === 0 && !isFirst && !inside.has(bare(surface))) {
        surface = surface.replace(CAPITALISED, (_, before: string, letter: string) => before + letter.toLowerCase());
      }
      surfaces.add(surface, weights[k]!);
      // The first word of a text says nothing about the space before it.
      spaces.add(position === 0 ? 'unknown' : String(word.spaced), weights[k]!);
    }
    const spaced = (spaces.of('true') >= spaces.of('false') && spaces.of('true') > 0) || spacedByHabit(spaces, answers);
    return { norm: '', surface: surfaces.heaviest(), spaced };
  });
  return finish(joined(words), answers, weights);
}

/** Where nobody wrote the word after another one: as the answers mostly do. */
function spacedByHabit(spaces: Tally, answers: readonly TextAnswer[]): boolean {
  if (spaces.of('true') + spaces.of('false') > 0) return false;
  const later = answers.flatMap(({ words }) => words.slice(1));
  return 2 * later.filter(({ spaced }) => spaced).length >= later.length;
}

/** Begins with a capital, and ends with a mark, where most answers do. */
function finish(text: string, answers: readonly TextAnswer[], weights: ArrayLike<number>): string {
  const capitals = new Tally();
  const marks = new Tally();
  for (const [k, answer] of answers.entries()) {
    if (answer.words.length === 0) continue;
    capitals.add(String(/^\P{L}*\p{Lu}/u.test(answer.words[0]!.surface)), weights[k]!);
    marks.add(FINAL_MARK.exec(answer.words.at(-1)!.surface)?.[0] ?? '', weights[k]!);
  }
  let finished = text;
  if (capitals.of('true') > capitals.of('false'))
    finished = finished.replace(
      /^(\P{L}*)(\p{Ll})/u,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    );
  if (!FINAL_MARK.test(finished)) finished = finished.replace(/[,;:、，]$/u, '') + marks.heaviest();
  return finished;
}

/** Words as written anywhere but at the beginning of an answer, without punctuation. */
function spellingsInside(answers: readonly TextAnswer[]): Set<string> {
  return new Set(answers.flatMap(({ words }) => words.slice(1).map(({ surface }) => bare(surface))));
}

const bare = (surface: string): string => surface.replace(/[^\p{L}\p{M}\p{N}'’]+/gu, '');

class Tally {
  private readonly weights = new Map<string, number>();

  add(choice: string, weight: number): void {
    this.weights.set(choice, (this.weights.get(choice) ?? 0) + weight);
  }

  of(choice: string): number {
    return this.weights.get(choice) ?? 0;
  }

  /** Ties go to the first by its letters. */
  heaviest(): string {
    let best = '';
    let most = Number.NEGATIVE_INFINITY;
    for (const [choice, weight] of this.weights) {
      const tied = Math.abs(weight - most) <= 1e-9;
      if (tied ? choice < best : weight > most) {
        best = choice;
        most = Math.max(most, weight);
      }
    }
    return best;
  }
}
