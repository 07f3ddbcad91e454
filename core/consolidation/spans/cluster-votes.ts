/** The clusters of a batch in numbers, and the model of them fitted. */
import { clusterSpans, type SpanCluster } from './cluster';
import { type ClusterModel, type ClusterVotes, COINS, fitClusters } from './cluster-posterior';
import { answersPerText, countAnswers, type LearntSpans, round } from './learnt-spans';
import { compareText, type MarkedText } from './marked-text';

export interface CountedCluster {
  cluster: SpanCluster;
  votes: ClusterVotes;
}

export interface FittedClusters {
  /** Per text. */
  clusters: CountedCluster[][];
  model: ClusterModel;
  workerNumber: ReadonlyMap<string, number>;
  /** What this batch alone taught, by worker id. */
  coins: ReadonlyMap<string, number[]>;
}

export function fitClustersOf(
  texts: readonly MarkedText[],
  categories: readonly string[] | undefined,
  earlier: readonly LearntSpans[],
): FittedClusters {
  const ids = [...new Set(texts.flatMap(({ markings }) => markings.map(({ workerId }) => workerId)))].sort(compareText);
  const workerNumber = new Map(ids.map((id, w) => [id, w]));
  const names = new Set(categories);
  for (const { markings } of texts) for (const { spans } of markings) for (const { label } of spans) names.add(label);
  const clusters = texts.map((text) =>
    clusterSpans(
      text,
      text.markings.map(() => 1),
    ).map((cluster) => ({ cluster, votes: votesOf(cluster, text, workerNumber) })),
  );
  const past = new Float64Array(ids.length * COINS);
  for (const { workers } of earlier) {
    for (const [id, { coins }] of workers) {
      const w = workerNumber.get(id);
      if (w !== undefined && coins?.length === COINS) for (let i = 0; i < COINS; i++) past[w * COINS + i]! += coins[i]!;
    }
  }
  const { model, counts } = fitClusters(
    clusters.flatMap((list) => list.map(({ votes }) => votes)),
    ids.length,
    names.size,
    past,
    answersPerText([...earlier, countAnswers(texts.map(({ markings }) => markings.length))]),
  );
  const coins = new Map(ids.map((id, w) => [id, Array.from(counts.subarray(w * COINS, (w + 1) * COINS), round)]));
  return { clusters, model, workerNumber, coins };
}

function votesOf(
  { members }: SpanCluster,
  { markings }: MarkedText,
  number: ReadonlyMap<string, number>,
): ClusterVotes {
  const boundaries = new Map<string, number>();
  const labels = new Map<string, number>();
  const numberIn = (map: Map<string, number>, key: string) => {
    const known = map.get(key) ?? map.size;
    map.set(key, known);
    return known;
  };
  const given = new Set(members.map(({ marking }) => marking));
  const workerOf = (marking: number) => number.get(markings[marking]!.workerId)!;
  return {
    worker: Int32Array.from(members, ({ marking }) => workerOf(marking)),
    boundary: Int32Array.from(members, ({ span }) => numberIn(boundaries, `${span.start} ${span.end}`)),
    label: Int32Array.from(members, ({ span }) => numberIn(labels, span.label)),
    boundaries: boundaries.size,
    labels: labels.size,
    left: Int32Array.from([...markings.keys()].filter((marking) => !given.has(marking)).map(workerOf)),
  };
}
