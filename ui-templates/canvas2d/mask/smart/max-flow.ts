/**
 * The cheapest cut of a graph of pixels into foreground and background (Boykov and Kolmogorov, 2004). Every node has up to eight neighbours,
 * in opposite pairs: slot `k` of a node leads back through slot `k ^ 1` of the other.
 */
export const SLOTS = 8;
/** Where the neighbour in each slot lies: east and west, south and north, the diagonals. */
export const STEPS: readonly (readonly [number, number])[] = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
  [1, -1],
];

const FREE = 0;
const SOURCE = 1;
const SINK = 2;
const NO_PARENT = -1;
const TERMINAL = 8;
const ORPHAN = 9;
const FAR = 1e9;

/**
 * @param neighbours `SLOTS` entries a node; -1 where there is none
 * @param edges what it costs to part a node from the neighbour in that slot; consumed
 * @param terminals above 0: what it costs to make the node background; below 0, foreground; consumed
 * @returns 1 for each node that is foreground
 */
export function minimumCut(neighbours: Int32Array, edges: Float32Array, terminals: Float32Array): Uint8Array {
  const n = terminals.length;
  const tree = new Uint8Array(n);
  const parent = new Int8Array(n).fill(NO_PARENT);
  const stamp = new Int32Array(n);
  const depth = new Int32Array(n);
  const isQueued = new Uint8Array(n);
  let queue = new Int32Array(2 * n + 16);
  let [head, tail] = [0, 0];
  let orphans: number[] = [];
  let time = 0;

  const activate = (node: number): void => {
    if (isQueued[node]) return;
    isQueued[node] = 1;
    if (tail === queue.length) {
      const rest = queue.subarray(head, tail);
      const next = rest.length * 2 > queue.length ? new Int32Array(2 * queue.length) : queue;
      if (next === queue) queue.copyWithin(0, head, tail);
      else next.set(rest);
      queue = next;
      tail -= head;
      head = 0;
    }
    queue[tail++] = node;
  };
  const orphan = (node: number): void => {
    parent[node] = ORPHAN;
    orphans.push(node);
  };
  /** What can still flow from the source's side through slot `k` of `node`, whichever tree it is in. */
  const residual = (node: number, k: number): number =>
    tree[node] === SOURCE ? edges[node * SLOTS + k]! : edges[neighbours[node * SLOTS + k]! * SLOTS + (k ^ 1)]!;

  for (let i = 0; i < n; i++) {
    if (terminals[i] === 0) continue;
    tree[i] = terminals[i]! > 0 ? SOURCE : SINK;
    parent[i] = TERMINAL;
    depth[i] = 1;
    activate(i);
  }

  /** Pushes what fits along the path that the slot closes. */
  const augment = (node: number, k: number): void => {
    const other = neighbours[node * SLOTS + k]!;
    const [from, slot] = tree[node] === SOURCE ? [node, k] : [other, k ^ 1];
    const to = neighbours[from * SLOTS + slot]!;
    let most = edges[from * SLOTS + slot]!;
    let i = from;
    for (; parent[i] !== TERMINAL; i = neighbours[i * SLOTS + parent[i]!]!) {
      const p = neighbours[i * SLOTS + parent[i]!]!;
      most = Math.min(most, edges[p * SLOTS + (parent[i]! ^ 1)]!);
    }
    most = Math.min(most, terminals[i]!);
    let j = to;
    for (; parent[j] !== TERMINAL; j = neighbours[j * SLOTS + parent[j]!]!)
      most = Math.min(most, edges[j * SLOTS + parent[j]!]!);
    most = Math.min(most, -terminals[j]!);

    edges[from * SLOTS + slot]! -= most;
    edges[to * SLOTS + (slot ^ 1)]! += most;
    for (i = from; parent[i] !== TERMINAL; ) {
      const q = parent[i]!;
      const p = neighbours[i * SLOTS + q]!;
      edges[i * SLOTS + q]! += most;
      edges[p * SLOTS + (q ^ 1)]! -= most;
      if (edges[p * SLOTS + (q ^ 1)]! <= 0) orphan(i);
      i = p;
    }
    terminals[i]! -= most;
    if (terminals[i]! <= 0) orphan(i);
    for (j = to; parent[j] !== TERMINAL; ) {
      const q = parent[j]!;
      const p = neighbours[j * SLOTS + q]!;
      edges[p * SLOTS + (q ^ 1)]! += most;
      edges[j * SLOTS + q]! -= most;
      if (edges[j * SLOTS + q]! <= 0) orphan(j);
      j = p;
    }
    terminals[j]! += most;
    if (terminals[j]! >= 0) orphan(j);
  };

  /** How far a node is from its terminal, or FAR when its tree has lost it. */
  const rootDepth = (start: number): number => {
    let d = 0;
    let i = start;
    for (;;) {
      if (stamp[i] === time) {
        d += depth[i]!;
        break;
      }
      d++;
      if (parent[i] === TERMINAL) {
        stamp[i] = time;
        depth[i] = 1;
        break;
      }
      if (parent[i] === ORPHAN || parent[i] === NO_PARENT) return FAR;
      i = neighbours[i * SLOTS + parent[i]!]!;
    }
    let left = d;
    for (i = start; stamp[i] !== time; i = neighbours[i * SLOTS + parent[i]!]!) {
      stamp[i] = time;
      depth[i] = left--;
    }
    return d;
  };

  const adopt = (node: number): void => {
    let best = NO_PARENT;
    let nearest = FAR;
    for (let k = 0; k < SLOTS; k++) {
      const other = neighbours[node * SLOTS + k]!;
      if (other < 0 || tree[other] !== tree[node] || parent[other] === NO_PARENT) continue;
      // Flow runs from the parent to the node in the source's tree, and the other way in the sink's.
      const flow = tree[node] === SOURCE ? edges[other * SLOTS + (k ^ 1)]! : edges[node * SLOTS + k]!;
      if (flow <= 0) continue;
      const d = rootDepth(other);
      if (d < nearest) {
        nearest = d;
        best = k;
      }
    }
    if (best !== NO_PARENT) {
      parent[node] = best;
      stamp[node] = time;
      depth[node] = nearest + 1;
      return;
    }
    for (let k = 0; k < SLOTS; k++) {
      const other = neighbours[node * SLOTS + k]!;
      if (other < 0 || tree[other] !== tree[node] || parent[other] === NO_PARENT) continue;
      const flow = tree[node] === SOURCE ? edges[other * SLOTS + (k ^ 1)]! : edges[node * SLOTS + k]!;
      if (flow > 0) activate(other);
      if (parent[other]! < TERMINAL && neighbours[other * SLOTS + parent[other]!] === node) orphan(other);
    }
    tree[node] = FREE;
    parent[node] = NO_PARENT;
  };

  while (head < tail) {
    const node = queue[head++]!;
    isQueued[node] = 0;
    if (tree[node] === FREE) continue;
    for (let k = 0; k < SLOTS; k++) {
      const other = neighbours[node * SLOTS + k]!;
      if (other < 0 || residual(node, k) <= 0) continue;
      if (tree[other] === FREE) {
        tree[other] = tree[node]!;
        parent[other] = k ^ 1;
        stamp[other] = stamp[node]!;
        depth[other] = depth[node]! + 1;
        activate(other);
      } else if (tree[other] === tree[node]) {
        if (stamp[other]! <= stamp[node]! && depth[other]! > depth[node]! + 1) {
          parent[other] = k ^ 1;
          stamp[other] = stamp[node]!;
          depth[other] = depth[node]! + 1;
        }
      } else {
        time++;
        augment(node, k);
        while (orphans.length > 0) {
          const lost = orphans;
          orphans = [];
          for (const one of lost) if (parent[one] === ORPHAN) adopt(one);
        }
        if (tree[node] === FREE) break;
        // More may flow the same way, and neighbours looked at before may have lost their tree.
        k = -1;
      }
    }
  }
  return tree.map((side) => (side === SOURCE ? 1 : 0));
}
