/**
 * The consolidator of every kind whose answers are lists of shapes: boxes, polygons, polylines, lines, keypoints, cuboids, tracks.
 *
 * Steps: shapes that mean the same thing are brought together (`clusterShapes`); each cluster is a candidate, real or not by `existence`; the
 * workers' precision and the agreed shape come from the place model, its name from the naming model. A candidate is kept when it is more
 * likely real than not. The confidence of a shape is the probability that it exists, is called so and lies right (`rightAt` similar to the
 * truth); that of a label is the F1 it is expected to have, or, where it is empty, the probability that there is nothing.
 */
import type {
  AnsweredObject,
  ConsolidatedLabel,
  ConsolidationOptions,
  ConsolidationOutcome,
  Consolidator,
  Read,
  ReadOptions,
} from '../consolidator';
import type { ExplainedPart } from '../explanation';
import { type Cluster, clusterShapes, type DrawnShape } from './cluster-shapes';
import { type Existence, existence, NODES } from './existence-model';
import { learntOf, recallShapes, type ShapeCounts } from './learnt-shapes';
import { listDistance, measureLists } from './match-shapes';
import { logLikelihood, type Naming, naming } from './naming-model';
import { agreedShape, learnPlaces, type Placed, type Places, placeProbability } from './place-model';
import type { ShapeKind } from './shape-kind';

/** How answers and labels hold their shapes. */
export interface ShapeCodec<Shape, Answer, Label> {
  read(content: unknown, options: ReadOptions): Read<Answer>;
  shapes(answer: Answer): readonly Shape[];
  size(answer: Answer): { width?: number; height?: number };
  /** The label out of the shapes that were kept; `answers` tell what belongs to the object as a whole, in an order of their own. */
  label(shapes: readonly { shape: Shape; confidence: number }[], answers: readonly Answer[]): Label;
  answer(label: Label): Answer;
  /** A shape as explanations show it; the shape itself when absent. */
  show?(shape: Shape): unknown;
}

/** Two agreed shapes this alike under one name are one thing drawn twice, unless several workers saw two: odds of twenty to one. */
const TWICE_AT = 0.7;
const TWICE_HINT = -3;
const MOST_ALTERNATIVES = 5;

export function shapeConsolidator<Shape, Answer, Label>(
  kind: ShapeKind<Shape>,
  codec: ShapeCodec<Shape, Answer, Label>,
): Consolidator<Answer, Label> {
  const scaleOf = (answers: readonly Answer[]): number =>
    kind.scaleOf?.(
      answers.map((answer) => codec.shapes(answer)),
      sizeOf(answers, codec),
    ) ?? 1;
  const method = 'shape-posterior';
  return {
    methods: [method],
    readAnswer: codec.read,
    consolidate(objects, options) {
      if (options.method !== undefined && options.method !== method)
        throw new RangeError(
          `${kind.name}: the method ${JSON.stringify(options.method)} is unknown; there is ${method}`,
        );
      return consolidateShapes(objects, options, kind, codec, scaleOf, method);
    },
    distance: (a, b) => listDistance(codec.shapes(a), codec.shapes(b), kind, scaleOf([a, b])),
    asAnswer: codec.answer,
    measure: (pairs) =>
      measureLists(
        pairs.map(({ label, gold }) => ({
          label: label && codec.shapes(label),
          gold: codec.shapes(gold),
          scale: scaleOf(label ? [label, gold] : [gold]),
        })),
        kind,
      ),
  };
}

/** One object, its answers in canonical order: one per worker. */
interface Seen<Shape, Answer> {
  position: number;
  workerIds: string[];
  answers: Answer[];
  /** The shapes of each answer, in the kind's order. */
  shapes: Shape[][];
  workers: number[];
  scale: number;
  clusters: Cluster<Shape>[];
}

function consolidateShapes<Shape, Answer, Label>(
  objects: readonly AnsweredObject<Answer>[],
  options: ConsolidationOptions,
  kind: ShapeKind<Shape>,
  codec: ShapeCodec<Shape, Answer, Label>,
  scaleOf: (answers: readonly Answer[]) => number,
  method: string,
): ConsolidationOutcome<Label> {
  const seen = seeObjects(objects, kind, codec);
  const workerIds = [...new Set(seen.flatMap((object) => object.workerIds))].sort(byText);
  const workerIndex = new Map(workerIds.map((id, index) => [id, index]));
  const earlier = recallShapes(options.earlier ?? [], workerIds, kind.name);
  for (const object of seen) {
    object.workers = object.workerIds.map((id) => workerIndex.get(id)!);
    object.scale = scaleOf(object.answers);
    const drawn: DrawnShape<Shape>[] = object.shapes.flatMap((shapes, i) =>
      shapes.map((shape) => ({ worker: object.workers[i]!, shape })),
    );
    object.clusters = clusterShapes(drawn, kind, object.scale);
  }
  const believed = existence(votesOf(seen, workerIds.length, kind), earlier?.existence);
  let candidate = 0;
  const placed: Placed<Shape>[] = seen.flatMap(({ clusters, scale }) =>
    clusters.map((cluster) => ({
      shapes: cluster.map(({ shape }) => shape),
      workers: cluster.map(({ worker }) => worker),
      probability: believed.probability[candidate++]!,
      scale,
    })),
  );
  const places = learnPlaces(placed, workerIds.length, kind, earlier?.places);
  const names = [
    ...new Set([...(options.categories ?? []), ...placed.flatMap(({ shapes }) => shapes.map(kind.labelOf))]),
  ];
  if (!options.categories) names.sort(byText);
  const nameIndex = new Map(names.map((name, index) => [name, index]));
  const named = naming(
    placed.map(({ shapes, workers, probability }) => ({
      names: shapes.map((shape) => nameIndex.get(kind.labelOf(shape))!),
      workers,
      probability,
    })),
    workerIds.length,
    names.length,
    earlier?.names,
  );
  const context: Context<Shape, Answer, Label> = { kind, codec, method, workerIds, believed, places, named, names };
  const result: (ConsolidatedLabel<Label> | undefined)[] = objects.map(() => undefined);
  candidate = 0;
  for (const [o, object] of seen.entries()) {
    const own = placed.slice(candidate, candidate + object.clusters.length);
    result[object.position] = labelOf(object, own, candidate, believed.unseen[o]!, context);
    candidate += own.length;
  }
  const counts: ShapeCounts = { existence: believed.counts, places: places.counts, names: named.counts };
  return {
    objects: result,
    skills: skillsOf(counts, earlier, named, workerIds),
    learnt: learntOf(counts, workerIds, kind.name),
  };
}

/**
 * Objects that somebody answered, in an order of their content. A worker who answered twice counts once, with the answer that holds more, for two
 * answers of one worker are no two opinions.
 */
function seeObjects<Shape, Answer, Label>(
  objects: readonly AnsweredObject<Answer>[],
  kind: ShapeKind<Shape>,
  codec: ShapeCodec<Shape, Answer, Label>,
): Seen<Shape, Answer>[] {
  const keyed = objects.flatMap(({ answers }, position) => {
    if (answers.length === 0) return [];
    const texts = answers.map(({ workerId, answer }) => {
      const shapes = [...codec.shapes(answer)].sort(kind.order);
      return { workerId, answer, shapes, text: JSON.stringify([codec.size(answer), shapes]) };
    });
    texts.sort((a, b) => byText(a.workerId, b.workerId) || b.shapes.length - a.shapes.length || byText(a.text, b.text));
    const once = texts.filter(({ workerId }, i) => i === 0 || texts[i - 1]!.workerId !== workerId);
    const key = once.map(({ workerId, text }) => `${workerId} ${text}`).join('\n');
    return [{ position, key, once }];
  });
  keyed.sort((a, b) => byText(a.key, b.key));
  return keyed.map(({ position, once }) => ({
    position,
    workerIds: once.map(({ workerId }) => workerId),
    answers: once.map(({ answer }) => answer),
    shapes: once.map(({ shapes }) => shapes),
    workers: [],
    scale: 1,
    clusters: [],
  }));
}

function votesOf<Shape, Answer>(seen: readonly Seen<Shape, Answer>[], workers: number, kind: ShapeKind<Shape>) {
  const voterStart = [0];
  const voter: number[] = [];
  const candidateStart = [0];
  const drawerStart = [0];
  const drawer: number[] = [];
  const hint: number[] = [];
  for (const { workers: voters, clusters, scale } of seen) {
    for (const w of voters) voter.push(w);
    voterStart.push(voter.length);
    for (const cluster of clusters) {
      for (const { worker } of cluster) drawer.push(worker);
      drawerStart.push(drawer.length);
    }
    hint.push(...drawnTwice(clusters, kind, scale));
    candidateStart.push(hint.length);
  }
  return {
    workers,
    voterStart: Int32Array.from(voterStart),
    voter: Int32Array.from(voter),
    candidateStart: Int32Array.from(candidateStart),
    drawerStart: Int32Array.from(drawerStart),
    drawer: Int32Array.from(drawer),
    hint: Float64Array.from(hint),
  };
}

/** A hint against each candidate that repeats another one of at least as many workers. */
function drawnTwice<Shape>(clusters: readonly Cluster<Shape>[], kind: ShapeKind<Shape>, scale: number): number[] {
  const fused = new Map<number, Shape>();
  const agreed = (c: number): Shape => {
    const shapes = clusters[c]!.map(({ shape }) => shape);
    const known =
      fused.get(c) ??
      (shapes.length === 1
        ? shapes[0]!
        : kind.fuse(
            shapes,
            shapes.map(() => 1),
          ));
    fused.set(c, known);
    return known;
  };
  // Clusters whose first shapes have little in common are not looked at closer.
  const near = (c: number, d: number) =>
    kind.similarity(clusters[c]![0]!.shape, clusters[d]![0]!.shape, scale) >= TWICE_AT / 2;
  const name = (c: number) => kind.labelOf(clusters[c]![0]!.shape);
  return clusters.map((cluster, c) =>
    clusters.some(
      (other, d) =>
        (other.length > cluster.length || (other.length === cluster.length && d < c)) &&
        name(c) === name(d) &&
        near(c, d) &&
        kind.similarity(agreed(c), agreed(d), scale) >= TWICE_AT,
    )
      ? TWICE_HINT
      : 0,
  );
}

interface Context<Shape, Answer, Label> {
  kind: ShapeKind<Shape>;
  codec: ShapeCodec<Shape, Answer, Label>;
  method: string;
  workerIds: readonly string[];
  believed: Existence;
  places: Places;
  named: Naming;
  names: readonly string[];
}

function labelOf<Shape, Answer, Label>(
  { answers, workers }: Seen<Shape, Answer>,
  candidates: readonly Placed<Shape>[],
  firstCandidate: number,
  unseen: number,
  context: Context<Shape, Answer, Label>,
): ConsolidatedLabel<Label> {
  const { kind, codec, method, places, named, names } = context;
  const decided = candidates.map((candidate, i) => {
    const choices = named.posteriors[firstCandidate + i]!.map(({ name, probability }) => ({
      name: names[name]!,
      probability,
    }));
    const shape = kind.withLabel(agreedShape(candidate, places, kind), choices[0]!.name);
    const right = placeProbability(candidate, shape, places, kind);
    return {
      candidate,
      choices,
      shape,
      right,
      kept: candidate.probability >= 0.5,
    };
  });
  // Likeliest first; what stands for the same thing twice stays in the order of the clusters.
  decided.sort((a, b) => b.candidate.probability - a.candidate.probability || kind.order(a.shape, b.shape));
  const shapes = decided
    .filter(({ kept }) => kept)
    .map(({ candidate, choices, shape, right }) => ({
      shape,
      confidence: candidate.probability * choices[0]!.probability * right,
    }));
  const expected = candidates.reduce((sum, { probability }) => sum + probability, 0) + unseen;
  const nothing = candidates.reduce((product, { probability }) => product * (1 - probability), Math.exp(-unseen));
  const hit = shapes.reduce((sum, { confidence }) => sum + confidence, 0);
  return {
    label: codec.label(shapes, answers),
    confidence: shapes.length === 0 ? nothing : Math.min((2 * hit) / (shapes.length + expected), 1),
    explanation: {
      version: 1,
      method,
      parts: decided.map((decision) => explain(decision, workers, context)),
    },
  };
}

interface Decision<Shape> {
  candidate: Placed<Shape>;
  choices: { name: string; probability: number }[];
  shape: Shape;
  right: number;
  kept: boolean;
}

function explain<Shape, Answer, Label>(
  { candidate, choices, shape, right, kept }: Decision<Shape>,
  voters: readonly number[],
  { kind, codec, workerIds, believed, named, names }: Context<Shape, Answer, Label>,
): ExplainedPart {
  const show = (value: Shape) => (codec.show ? codec.show(value) : value);
  const { probability } = candidate;
  const best = choices[0]!;
  const others = Math.max(names.length - 1, 1);
  const under = (choice: { name: string; probability: number }) => ({
    choice: show(kind.withLabel(shape, choice.name)),
    confidence: probability * choice.probability * right,
  });
  // What a vote is weighed against is the likeliest other decision: that it is called otherwise, or that there is nothing.
  const isNaming = choices.length > 1 && probability * choices[1]!.probability > 1 - probability;
  const nameWeight = (own: Shape | undefined, worker: number): number => {
    if (own === undefined) return 0;
    const under = (name: string) => logLikelihood(kind.labelOf(own) === name, named.accuracy[worker]!, others);
    return under(best.name) - under(choices[1]!.name);
  };
  return {
    decided: kept ? show(shape) : null,
    confidence: kept ? probability * best.probability * right : 1 - probability,
    votes: voters.map((worker) => {
      const at = candidate.workers.indexOf(worker);
      const own = at < 0 ? undefined : candidate.shapes[at]!;
      const draws = believed.sensitivity[worker]!;
      const falls = believed.falseRate[worker]!;
      const forThing = own === undefined ? Math.log((1 - draws) / (1 - falls)) : Math.log(draws / falls);
      return {
        workerId: workerIds[worker]!,
        answer: own === undefined ? null : show(own),
        weight: !kept ? -forThing : isNaming ? nameWeight(own, worker) : forThing,
      };
    }),
    alternatives: (kept ? choices.slice(1).map(under) : choices.map(under)).slice(0, MOST_ALTERNATIVES),
  };
}

/** The F1 a worker's shapes are expected to have, times the share of right names; little known, the value of a usual worker. */
function skillsOf(
  {
    existence: {
      draws: [real, tempting],
      slips,
    },
  }: ShapeCounts,
  earlier: ShapeCounts | undefined,
  { accuracy }: Naming,
  workerIds: readonly string[],
): Map<string, number> {
  const sum = (array: Float64Array, w: number) => {
    let total = 0;
    for (let q = 0; q < NODES; q++) total += array[w * NODES + q]!;
    return total;
  };
  return new Map(
    workerIds.map((id, w) => {
      const hits = real.drawn[w]! + (earlier?.existence.draws[0].drawn[w] ?? 0);
      const things = sum(real.faced, w) + (earlier ? sum(earlier.existence.draws[0].faced, w) : 0);
      const falls = tempting.drawn[w]! + (earlier?.existence.draws[1].drawn[w] ?? 0);
      const slipped = slips.slips[w]! + (earlier?.existence.slips.slips[w] ?? 0);
      const f1 = (2 * hits + USUAL_F1) / (hits + falls + slipped + things + 1);
      return [id, Math.min(Math.max(f1 * accuracy[w]!, 0), 1)];
    }),
  );
}

const USUAL_F1 = 0.85;

function sizeOf<Shape, Answer, Label>(answers: readonly Answer[], codec: ShapeCodec<Shape, Answer, Label>) {
  const sizes = answers.map((answer) => codec.size(answer));
  return { width: greatest(sizes.map(({ width }) => width)), height: greatest(sizes.map(({ height }) => height)) };
}

function greatest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
