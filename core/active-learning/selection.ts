/**
 * What to ask people next, out of a stream of any length, in memory proportional to what is asked.
 *
 * The first round, and every round without a model, is a random sample. With a model a share of each round goes to what the model is least
 * sure of (uncertainty sampling by least confidence: D. Lewis, W. Gale, "A Sequential Algorithm for Training Text Classifiers", SIGIR
 * 1994), a share to random objects, so that what the model is wrongly sure of is found too, and a share to validation objects, drawn at
 * random among themselves.
 */
import { unitHasher } from '../random/hash';
import { validationMembership } from './split';

/** An object that could be asked. `confidence` is the model's; objects without a usable one count as least sure. */
export interface Candidate {
  id: number;
  part: number;
  confidence?: number;
}

export interface SelectionPlan {
  /** How many to ask. */
  count: number;
  /** All objects of the job; decides the validation share. */
  objects: number;
  round: number;
  seed: string | number;
  /** `in-order`: the first ones of the manifest (jobs without a model). `learn`: random and uncertain ones. */
  strategy: 'in-order' | 'learn';
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

/** Of the first round half goes to validation: a threshold cannot be shown safe on fewer than some sixty labels, however good the model is. */
const FIRST_VALIDATION_SHARE = 0.5;
const LATER_VALIDATION_SHARE = 0.25;
/** Of what a later round asks for training. */
const UNCERTAIN_SHARE = 0.6;

export async function selectObjects(
  candidates: AsyncIterable<Candidate> | Iterable<Candidate>,
  plan: SelectionPlan,
): Promise<Selection> {
  const count = Math.max(0, Math.floor(plan.count));
  const validates = validationMembership(plan.seed, plan.objects);
  const unit = unitHasher(`select/${plan.seed}/${plan.round}`);
  // Each list keeps the `count` objects with the lowest keys; whatever the shares turn out to be, they are filled from these.
  const first = new Lowest<Candidate>(plan.strategy === 'in-order' ? count : 0);
  const validation = new Lowest<Candidate>(plan.strategy === 'learn' ? count : 0);
  const random = new Lowest<Candidate>(plan.strategy === 'learn' ? count : 0);
  const unsure = new Lowest<Candidate>(plan.strategy === 'learn' ? count : 0);
  let seen = 0;
  let scored = 0;
  for await (const candidate of candidates) {
    const { id, part, confidence } = candidate;
    const item = { id, part };
    seen++;
    if (plan.strategy === 'in-order') {
      first.offer(item, id, 0);
      continue;
    }
    const draw = unit(id);
    if (validates(id)) {
      validation.offer(item, draw, id);
      continue;
    }
    random.offer(item, draw, id);
    if (confidence !== undefined) scored++;
    unsure.offer(item, usable(confidence) ? confidence : 0, draw);
  }
  if (plan.strategy === 'in-order') {
    const items = inManifestOrder(first.sorted());
    return { items, validation: 0, random: 0, uncertain: 0, seen };
  }

  const hasModel = scored > 0;
  const validationShare = hasModel ? LATER_VALIDATION_SHARE : FIRST_VALIDATION_SHARE;
  const chosen = new Map<number, Candidate>();
  const take = (from: Candidate[], wanted: number): number => {
    let taken = 0;
    for (const candidate of from) {
      if (taken >= wanted) break;
      if (chosen.has(candidate.id)) continue;
      chosen.set(candidate.id, candidate);
      taken++;
    }
    return taken;
  };
  const validationDraws = validation.sorted();
  const randomDraws = random.sorted();
  let validating = take(validationDraws, Math.round(count * validationShare));
  const uncertain = hasModel ? take(unsure.sorted(), Math.round((count - validating) * UNCERTAIN_SHARE)) : 0;
  const drawn = take(randomDraws, count - chosen.size);
  validating += take(validationDraws, count - chosen.size);
  return { items: inManifestOrder([...chosen.values()]), validation: validating, random: drawn, uncertain, seen };
}

const usable = (confidence: number | undefined): confidence is number =>
  confidence !== undefined && confidence >= 0 && confidence <= 1;

const inManifestOrder = (items: Candidate[]) => items.sort((a, b) => a.id - b.id).map(({ id, part }) => ({ id, part }));

/** The `capacity` items with the lowest keys of a stream: a heap with the highest on top. */
class Lowest<Item> {
  private readonly heap: { item: Item; key: number; tie: number }[] = [];

  constructor(private readonly capacity: number) {}

  offer(item: Item, key: number, tie: number): void {
    const entry = { item, key, tie };
    if (this.heap.length < this.capacity) {
      this.heap.push(entry);
      this.rise(this.heap.length - 1);
    } else if (this.capacity > 0 && above(this.heap[0]!, entry)) {
      this.heap[0] = entry;
      this.sink();
    }
  }

  sorted(): Item[] {
    return [...this.heap].sort((a, b) => (above(a, b) ? 1 : -1)).map((entry) => entry.item);
  }

  private rise(from: number): void {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!above(this.heap[child]!, this.heap[parent]!)) return;
      [this.heap[child], this.heap[parent]] = [this.heap[parent]!, this.heap[child]!];
      child = parent;
    }
  }

  private sink(): void {
    let parent = 0;
    for (;;) {
      let highest = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.heap.length && above(this.heap[child]!, this.heap[highest]!)) highest = child;
      }
      if (highest === parent) return;
      [this.heap[highest], this.heap[parent]] = [this.heap[parent]!, this.heap[highest]!];
      parent = highest;
    }
  }
}

const above = (a: { key: number; tie: number }, b: { key: number; tie: number }): boolean =>
  a.key > b.key || (a.key === b.key && a.tie > b.tie);
