/**
 * Which shapes of different workers mean the same thing.
 *
 * The correspondence step of S. Branson, G. Van Horn, P. Perona, "Lean Crowdsourcing: Combining Humans and Machines in an Online System",
 * CVPR 2017 (§ 4.2, bounding boxes): at most one shape per worker and true object. There each worker's boxes are matched to candidate boxes by
 * facility location; here a start by constrained average linkage is refined worker by worker with an optimal assignment to what the others
 * agree on, so that no early greedy choice stays only because it was made first.
 */
import { assign } from '../../geometry/assign';
import type { ShapeKind } from './shape-kind';

/** One shape of one worker: `worker` is the position in the object's list of workers. */
export interface DrawnShape<Shape> {
  worker: number;
  shape: Shape;
}

export type Cluster<Shape> = DrawnShape<Shape>[];

/** Enough for every case met; a cycle between equally good matchings ends there. */
const SWEEPS = 6;

/** `drawn` must be in an order that does not depend on the order of arrival; the clusters then do not either. */
export function clusterShapes<Shape>(
  drawn: readonly DrawnShape<Shape>[],
  kind: ShapeKind<Shape>,
  scale: number,
): Cluster<Shape>[] {
  const n = drawn.length;
  const links: Link[] = [];
  const root = Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (root[at] !== at) {
      root[at] = root[root[at]!]!;
      at = root[at]!;
    }
    return at;
  };
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      if (drawn[a]!.worker === drawn[b]!.worker) continue;
      const similarity = affinity(drawn[a]!.shape, drawn[b]!.shape, kind, scale);
      if (similarity === 0) continue;
      links.push({ a, b, similarity });
      const one = find(a);
      const other = find(b);
      root[Math.max(one, other)] = Math.min(one, other);
    }
  // What no chain of similar shapes connects is matched apart: most things stand alone and need no search.
  const members = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const component = members.get(find(i));
    if (component) component.push(i);
    else members.set(find(i), [i]);
  }
  const linksOf = new Map<number, Link[]>();
  for (const link of links) {
    const component = linksOf.get(find(link.a));
    if (component) component.push(link);
    else linksOf.set(find(link.a), [link]);
  }
  return [...members].flatMap(([component, ids]) => {
    const own = linksOf.get(component) ?? [];
    if (isPlain(ids, own, kind.matchAt)) return [ids.map((i) => drawn[i]!)];
    const local = new Map(ids.map((id, i) => [id, i]));
    const shapes = ids.map((i) => drawn[i]!);
    const start = averageLinkage(
      shapes,
      own.map(({ a, b, similarity }) => ({ a: local.get(a)!, b: local.get(b)!, similarity })),
      kind.matchAt,
    );
    return refine(shapes, start, kind, scale);
  });
}

/** Every two of the shapes are of different workers and match. */
function isPlain(ids: readonly number[], links: readonly Link[], matchAt: number): boolean {
  return links.length === (ids.length * (ids.length - 1)) / 2 && links.every(({ similarity }) => similarity >= matchAt);
}

interface Link {
  a: number;
  b: number;
  similarity: number;
}

/** Similarity for matching: 0 where the shapes cannot mean the same thing. */
function affinity<Shape>(a: Shape, b: Shape, kind: ShapeKind<Shape>, scale: number): number {
  const similarity = kind.similarity(a, b, scale);
  if (similarity < kind.matchAt / 2) return 0;
  return kind.labelOf(a) === kind.labelOf(b) ? similarity : similarity * kind.otherLabel;
}

/** Merges the closest pair of groups that share no worker until none is close enough. */
function averageLinkage<Shape>(drawn: readonly DrawnShape<Shape>[], links: Link[], matchAt: number): number[][] {
  const n = drawn.length;
  links.sort((x, y) => y.similarity - x.similarity || x.a - y.a || x.b - y.b);
  const groupOf = Array.from({ length: n }, (_, i) => i);
  const groups: number[][] = Array.from({ length: n }, (_, i) => [i]);
  const table = new Map<number, number>();
  for (const { a, b, similarity } of links) table.set(a * n + b, similarity);
  const linked = (a: number, b: number) => table.get(a < b ? a * n + b : b * n + a) ?? 0;
  for (const { a, b, similarity } of links) {
    const into = groupOf[a]!;
    const from = groupOf[b]!;
    if (similarity < matchAt) break;
    if (into === from) continue;
    if (groups[into]!.some((i) => groups[from]!.some((j) => drawn[i]!.worker === drawn[j]!.worker))) continue;
    let sum = 0;
    for (const i of groups[into]!) for (const j of groups[from]!) sum += linked(i, j);
    if (sum / (groups[into]!.length * groups[from]!.length) < matchAt) continue;
    for (const j of groups[from]!) groupOf[j] = into;
    groups[into]!.push(...groups[from]!);
    groups[from] = [];
  }
  return groups.filter((group) => group.length > 0).map((group) => group.sort((x, y) => x - y));
}

function refine<Shape>(
  drawn: readonly DrawnShape<Shape>[],
  start: number[][],
  kind: ShapeKind<Shape>,
  scale: number,
): Cluster<Shape>[] {
  let groups = start;
  const workers = [...new Set(drawn.map(({ worker }) => worker))].sort((a, b) => a - b);
  const consensusOf = (group: number[]) => {
    const shapes = group.map((i) => drawn[i]!.shape);
    const shape =
      shapes.length === 1
        ? shapes[0]!
        : kind.fuse(
            shapes,
            shapes.map(() => 1),
          );
    return kind.withLabel(shape, commonest(shapes.map(kind.labelOf)));
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const before = signature(groups);
    for (const worker of workers) {
      const own = drawn.flatMap((shape, i) => (shape.worker === worker ? [i] : []));
      const others = groups
        .map((group) => group.filter((i) => drawn[i]!.worker !== worker))
        .filter((group) => group.length > 0);
      if (others.length === 0) continue;
      const agreed = others.map(consensusOf);
      // Staying alone costs what a match at the limit costs; a group that more workers made is the better explanation of equal ones.
      const cost = own.map((i) =>
        agreed.map((shape, g) => {
          const similarity = affinity(drawn[i]!.shape, shape, kind, scale);
          return similarity < kind.matchAt ? Number.POSITIVE_INFINITY : -similarity - 1e-3 * others[g]!.length;
        }),
      );
      const chosen = assign(cost);
      const next = others.map((group) => [...group]);
      for (const [k, i] of own.entries()) {
        if (chosen[k]! >= 0) next[chosen[k]!]!.push(i);
        else next.push([i]);
      }
      groups = next;
    }
    groups = mergeApart(groups, drawn, consensusOf, kind, scale);
    if (signature(groups) === before) break;
  }
  return groups
    .map((group) => group.sort((a, b) => a - b))
    .sort((a, b) => a[0]! - b[0]!)
    .map((group) => group.map((i) => drawn[i]!));
}

/** Two groups without a common worker whose consensus shapes match are one. */
function mergeApart<Shape>(
  groups: number[][],
  drawn: readonly DrawnShape<Shape>[],
  consensusOf: (group: number[]) => Shape,
  kind: ShapeKind<Shape>,
  scale: number,
): number[][] {
  const left = groups
    .map((group) => [...group].sort((a, b) => a - b))
    .sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  const shapes = left.map(consensusOf);
  for (let a = 0; a < left.length; a++)
    for (let b = left.length - 1; b > a; b--) {
      const taken = new Set(left[a]!.map((i) => drawn[i]!.worker));
      if (left[b]!.some((i) => taken.has(drawn[i]!.worker))) continue;
      if (affinity(shapes[a]!, shapes[b]!, kind, scale) < kind.matchAt) continue;
      left[a]!.push(...left[b]!);
      left.splice(b, 1);
      shapes.splice(b, 1);
      shapes[a] = consensusOf(left[a]!);
    }
  return left;
}

const signature = (groups: number[][]): string =>
  groups
    .map((group) => [...group].sort((a, b) => a - b).join(' '))
    .sort()
    .join('|');

function commonest(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]![0];
}
