/**
 * Which objects a round puts to people, out of a stream of any length, in memory proportional to what is asked.
 *
 * Validation objects are drawn at random from the region under test, never for the model's uncertainty. Of what is asked to teach, half are objects the model is least sure
 * of (uncertainty sampling by least confidence: D. Lewis, W. Gale, "A Sequential Algorithm for Training Text Classifiers", SIGIR 1994), spread over the labels the model
 * gave them and drawn from three times as many, so that one batch is not all of one kind; the other half are random ones, so that what the model is wrongly sure of is found too.
 */
import { unitHasher } from '../random/hash';
import { Lowest } from './lowest';
import type { StepKind } from './next-step';

/** An object that could be asked. Without a usable confidence it counts as least sure. */
export interface Candidate {
  id: number;
  part: number;
  confidence?: number;
  /** What the model takes it for; only told apart. */
  label?: unknown;
}

export interface SelectionPlan {
  /** How many to ask. */
  count: number;
  round: number;
  seed: string | number;
  /** `in-order`: the first ones of the manifest (jobs without a model). Else the step of the loop. */
  kind: StepKind | 'in-order';
  /** See `Step.floor`. */
  floor: number | null;
}

export interface Selection {
  /** In manifest order. */
  items: { id: number; part: number }[];
  /** How many were drawn for which reason. */
  validation: number;
  random: number;
  uncertain: number;
  /** Objects the stream held, asked or not. */
  seen: number;
}

const UNCERTAIN_SHARE = 0.5;
/** Least sure objects looked at for each that is taken. */
const CHOICE = 3;

export async function selectObjects(
  candidates: AsyncIterable<Candidate> | Iterable<Candidate>,
  plan: SelectionPlan,
): Promise<Selection> {
  const { kind, floor } = plan;
  const count = Math.max(0, Math.floor(plan.count));
  const unit = unitHasher(`select/${plan.seed}/${plan.round}`);
  const unsureCount = kind === 'train' ? Math.round(count * UNCERTAIN_SHARE) : 0;
  const drawn = new Lowest<Candidate>(count);
  const unsure = new Lowest<Candidate>(unsureCount * CHOICE);
  let seen = 0;
  for await (const candidate of candidates) {
    const { id, confidence } = candidate;
    seen++;
    const inside = floor !== null && confidence !== undefined && confidence >= floor;
    if (kind === 'validate' ? !inside : kind === 'train' && inside) continue;
    const draw = unit(id);
    drawn.offer(candidate, kind === 'in-order' ? id : draw, id);
    if (unsureCount > 0) unsure.offer(candidate, usable(confidence) ? confidence : 0, draw);
  }
  const chosen = new Map<number, Candidate>();
  for (const candidate of spread(unsure.sorted(), unsureCount, unit)) chosen.set(candidate.id, candidate);
  const uncertain = chosen.size;
  for (const candidate of drawn.sorted()) {
    if (chosen.size >= count) break;
    chosen.set(candidate.id, candidate);
  }
  const random = chosen.size - uncertain;
  const items = [...chosen.values()].sort((a, b) => a.id - b.id).map(({ id, part }) => ({ id, part }));
  return kind === 'validate'
    ? { items, validation: random, random: 0, uncertain: 0, seen }
    : { items, validation: 0, random, uncertain, seen };
}

/** `count` of the candidates, drawn in turn from those the model takes for each label. */
function spread(candidates: readonly Candidate[], count: number, unit: (id: number) => number): Candidate[] {
  const groups = new Map<unknown, Candidate[]>();
  for (const candidate of candidates) {
    const key = typeof candidate.label === 'object' ? undefined : candidate.label;
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  const draws = new Map(candidates.map(({ id }) => [id, unit(id)]));
  for (const group of groups.values()) group.sort((a, b) => draws.get(a.id)! - draws.get(b.id)!);
  const taken: Candidate[] = [];
  for (let turn = 0; taken.length < count; turn++) {
    const before = taken.length;
    for (const group of groups.values()) if (turn < group.length && taken.length < count) taken.push(group[turn]!);
    if (taken.length === before) break;
  }
  return taken;
}

const usable = (confidence: number | undefined): confidence is number =>
  confidence !== undefined && confidence >= 0 && confidence <= 1;
