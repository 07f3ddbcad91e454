/**
 * Workers' tracks with their identity mistakes undone, as far as the other workers show them: a thing that got a second name half way is
 * joined again, and a track that jumped to another thing is cut there and its parts go where they belong.
 *
 * A track is laid along what the others agree on by the Viterbi algorithm (A. J. Viterbi, IEEE Trans. Inf. Theory 13, 1967): in each frame
 * it belongs to the agreed track it is most like, and to change costs something, so that two things that pass each other are not cut apart.
 */
import { type Cluster, clusterShapes, type DrawnShape } from '../shapes/cluster-shapes';
import type { ShapeKind } from '../shapes/shape-kind';
import type { InFrame, ItemKind, Track } from './track';

/** Cost of a change, in frames of perfect likeness: one or two frames prove nothing. */
const CHANGE = 1.5;
/** A part belongs to an agreed track only where they are this alike on the average over the frames both have. */
const BELONGS = 0.3;

export function repairIdentities<Item extends InFrame>(
  answers: readonly (readonly Track<Item>[])[],
  kind: ShapeKind<Track<Item>>,
  item: ItemKind<Item>,
): Track<Item>[][] {
  if (answers.length < 2) return answers.map((tracks) => [...tracks]);
  let current = answers.map((tracks) => [...tracks].sort(kind.order));
  // Joining comes first: else whole tracks would be cut to match another worker's pieces.
  for (const cut of [false, true]) {
    const clusters = clustersOf(current, kind);
    current = current.map((tracks, worker) =>
      repairOne(tracks, agreedByOthers(clusters, worker, kind), kind, item, cut),
    );
  }
  return current;
}

function clustersOf<Item extends InFrame>(
  answers: readonly (readonly Track<Item>[])[],
  kind: ShapeKind<Track<Item>>,
): Cluster<Track<Item>>[] {
  const drawn: DrawnShape<Track<Item>>[] = answers.flatMap((tracks, worker) =>
    tracks.map((shape) => ({ worker, shape })),
  );
  return clusterShapes(drawn, kind, 1);
}

function agreedByOthers<Item extends InFrame>(
  clusters: readonly Cluster<Track<Item>>[],
  worker: number,
  kind: ShapeKind<Track<Item>>,
): Track<Item>[] {
  return clusters.flatMap((cluster) => {
    const others = cluster.filter((drawn) => drawn.worker !== worker).map(({ shape }) => shape);
    if (others.length < 2) return others;
    return [
      kind.fuse(
        others,
        others.map(() => 1),
      ),
    ];
  });
}

interface Part<Item extends InFrame> {
  track: Track<Item>;
  /** Position of the agreed track; -1 for none. */
  belongs: number;
  likeness: number;
}

function repairOne<Item extends InFrame>(
  tracks: readonly Track<Item>[],
  agreed: readonly Track<Item>[],
  kind: ShapeKind<Track<Item>>,
  item: ItemKind<Item>,
  cut: boolean,
): Track<Item>[] {
  const byFrame = agreed.map(({ items }) => new Map(items.map((one) => [one.frame, one])));
  const parts = tracks.flatMap((track) => partsOf(track, byFrame, item, cut));
  // The likeliest part takes its agreed track first; others join where they have no frame in common.
  parts.sort((a, b) => b.likeness - a.likeness || kind.order(a.track, b.track));
  const joined = new Map<number, Track<Item>>();
  const alone: Track<Item>[] = [];
  for (const { track, belongs } of parts) {
    const taken = joined.get(belongs);
    if (belongs < 0) alone.push(track);
    else if (!taken) joined.set(belongs, track);
    else if (disjoint(taken, track))
      joined.set(belongs, { ...taken, items: [...taken.items, ...track.items].sort((a, b) => a.frame - b.frame) });
    else alone.push(track);
  }
  return [...joined.values(), ...alone].sort(kind.order);
}

function partsOf<Item extends InFrame>(
  track: Track<Item>,
  agreed: readonly Map<number, Item>[],
  item: ItemKind<Item>,
  cut: boolean,
): Part<Item>[] {
  const alike = track.items.map((one) =>
    agreed.map((frames) => {
      const other = frames.get(one.frame);
      return other ? item.similarity(one, other) : 0;
    }),
  );
  const near = agreed.flatMap((_, k) => (alike.some((row) => row[k]! > 0) ? [k] : []));
  if (near.length === 0) return [{ track, belongs: -1, likeness: 0 }];
  const path = cut ? bestPath(alike, near) : constantPath(alike, near);
  const parts: Part<Item>[] = [];
  for (let start = 0; start < path.length; ) {
    let end = start;
    while (end < path.length && path[end] === path[start]) end++;
    const k = path[start]!;
    const items = track.items.slice(start, end);
    const common = items.filter(({ frame }) => agreed[k]!.has(frame)).length;
    const sum = alike.slice(start, end).reduce((total, row) => total + row[k]!, 0);
    const belongs = common > 0 && sum / common >= BELONGS ? k : -1;
    parts.push({ track: start === 0 && end === path.length ? track : { ...track, items }, belongs, likeness: sum });
    start = end;
  }
  return parts;
}

/** The agreed track that the whole track is most like. */
function constantPath(alike: readonly number[][], near: readonly number[]): number[] {
  const sums = near.map((k) => alike.reduce((sum, row) => sum + row[k]!, 0));
  const best = near[sums.indexOf(Math.max(...sums))]!;
  return alike.map(() => best);
}

function bestPath(alike: readonly number[][], near: readonly number[]): number[] {
  const back: Int32Array[] = [];
  let score = near.map((k) => alike[0]![k]!);
  for (let t = 1; t < alike.length; t++) {
    let top = 0;
    for (let s = 1; s < score.length; s++) if (score[s]! > score[top]!) top = s;
    const from = new Int32Array(near.length);
    score = near.map((k, s) => {
      const change = score[top]! - CHANGE > score[s]!;
      from[s] = change ? top : s;
      return (change ? score[top]! - CHANGE : score[s]!) + alike[t]![k]!;
    });
    back.push(from);
  }
  let state = score.indexOf(Math.max(...score));
  const path = [near[state]!];
  for (let t = back.length - 1; t >= 0; t--) {
    state = back[t]![state]!;
    path.push(near[state]!);
  }
  return path.reverse();
}

function disjoint<Item extends InFrame>(a: Track<Item>, b: Track<Item>): boolean {
  const frames = new Set(a.items.map(({ frame }) => frame));
  return b.items.every(({ frame }) => !frames.has(frame));
}
