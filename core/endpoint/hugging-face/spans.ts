import { type EndpointTask, ObjectProblem } from '../adapter';
import { checkAnswer } from '../check-answer';
import { probability } from '../probability';
import { show } from '../show';
import { itemsIn, pipelineLabel } from './classes';

/** A piece of text the pipeline labels: a token, or an entity it has put together itself. */
interface Piece {
  label: string;
  score: number;
  start: number;
  end: number;
  /** Of a token; entities have none. */
  index: number | undefined;
  begins: boolean;
  /** A later part of a word that the tokenizer cut. */
  continues: boolean;
}

interface Entity extends Piece {
  scores: number[];
}

/**
 * Token classification pipelines: `[{"entity","score","index","word","start","end"},…]` by tokens, or `[{"entity_group",…}]` already put together. The
 * confidence is the mean score of the entities; of a text without any, the lowest score of what was found to be none, or ½ where that is not told.
 */
export function spansIn(said: unknown, text: string, task: EndpointTask) {
  const entities: Entity[] = [];
  let none: number | undefined;
  for (const [i, item] of itemsIn(said).entries()) {
    const score = probability(item.score, `item ${i}'s score`);
    const { prefix, name } = tagOf(item.entity_group ?? item.entity, i);
    const label = name === 'O' && !task.names.maps('O') ? undefined : pipelineLabel(name, task.names);
    if (label === undefined) {
      none = Math.min(none ?? 1, score);
      continue;
    }
    const piece: Piece = {
      label,
      score,
      ...offsetsOf(item, i),
      index: item.entity_group === undefined && Number.isInteger(item.index) ? (item.index as number) : undefined,
      begins: prefix === 'B' || prefix === 'S' || prefix === 'U' || item.entity_group !== undefined,
      continues: typeof item.word === 'string' && item.word.startsWith('##'),
    };
    const last = entities.at(-1);
    if (last && joins(last, piece, text)) {
      last.end = piece.end;
      last.index = piece.index;
      last.scores.push(score);
    } else entities.push({ ...piece, scores: [score] });
  }
  const toUnits = codeUnits(text);
  const spans = entities.map(({ start, end, label }) => [toUnits(start), toUnits(end), label]);
  const scores = entities.map((entity) => entity.scores.reduce((a, b) => a + b, 0) / entity.scores.length);
  const confidence = scores.length ? scores.reduce((a, b) => a + b, 0) / scores.length : (none ?? 0.5);
  return { answer: checkAnswer({ spans }, task), confidence };
}

function tagOf(tag: unknown, i: number): { prefix: string; name: string } {
  if (typeof tag !== 'string')
    throw new ObjectProblem(`item ${i} has neither entity nor entity_group, or ${show(tag)}`);
  const [, prefix = '', name = tag] = /^([BIESLU])-(.+)$/.exec(tag) ?? [];
  return { prefix, name };
}

function offsetsOf(item: Record<string, unknown>, i: number): { start: number; end: number } {
  const { start, end } = item;
  if (Number.isInteger(start) && Number.isInteger(end) && (end as number) > (start as number) && (start as number) >= 0)
    return { start: start as number, end: end as number };
  throw new ObjectProblem(
    `item ${i} goes from ${show(start)} to ${show(end)}: offsets are needed, which only fast tokenizers give`,
  );
}

/** Whether a piece goes on with the entity before it. */
function joins(last: Entity, piece: Piece, text: string): boolean {
  if (last.label !== piece.label) return false;
  if (piece.continues && piece.start === last.end) return true;
  if (piece.begins) return false;
  if (last.index !== undefined && piece.index !== undefined) return piece.index === last.index + 1;
  return [...text].slice(last.end, piece.start).join('').trim() === '';
}

/** Python counts characters, JavaScript and Ground Truth UTF-16 units: they differ behind an emoji. */
function codeUnits(text: string): (offset: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return checkedAgainst(text.length, (offset) => offset);
  const at: number[] = [];
  let units = 0;
  for (const character of text) {
    at.push(units);
    units += character.length;
  }
  at.push(units);
  return checkedAgainst(at.length - 1, (offset) => at[offset]!);
}

const checkedAgainst = (length: number, units: (offset: number) => number) => (offset: number) => {
  if (offset <= length) return units(offset);
  throw new ObjectProblem(`an entity ends at ${offset}, the text at ${length}`);
};
