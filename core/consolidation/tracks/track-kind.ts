/** Tracks as a kind of shape: similar as far as they are in the same place at the same time; fused frame by frame. */
import type { ShapeKind } from '../shapes/shape-kind';
import { presence } from './presence';
import type { InFrame, ItemKind, Track } from './track';

/** Kept from fusing: the probability that the thing is to be seen, beside each item. */
export type Present<Item> = Item & { confidence?: number };

export function trackKind<Item extends InFrame>(name: string, item: ItemKind<Item>): ShapeKind<Track<Item>> {
  return {
    name,
    similarityName: 'Similarity',
    labelOf: (track) => track.label,
    withLabel: (track, label) => (track.label === label ? track : { ...track, label }),
    similarity: (a, b) => trackSimilarity(a, b, item),
    // A track that one worker began late and left early, both by half of what is left, still matches.
    matchAt: 0.2,
    rightAt: 0.5,
    otherLabel: 0.75,
    fuse: (tracks, weights) => fuseTracks(tracks, weights, item),
    order(a, b) {
      for (let i = 0; i < a.items.length && i < b.items.length; i++) {
        const [x, y] = [a.items[i]!, b.items[i]!];
        const difference = x.frame - y.frame || item.order(x, y);
        if (difference !== 0) return difference;
      }
      return a.items.length - b.items.length || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
    },
  };
}

/** Sum of the similarities in common frames over the number of frames that either has: IoU in space and time, frames counting alike. */
export function trackSimilarity<Item extends InFrame>(
  { items: a }: Track<Item>,
  { items: b }: Track<Item>,
  item: Pick<ItemKind<Item>, 'similarity'>,
): number {
  if (a.length === 0 || b.length === 0) return 0;
  let sum = 0;
  let common = 0;
  for (let i = 0, k = 0; i < a.length && k < b.length; ) {
    const difference = a[i]!.frame - b[k]!.frame;
    if (difference === 0) {
      sum += item.similarity(a[i]!, b[k]!);
      common++;
    }
    if (difference <= 0) i++;
    if (difference >= 0) k++;
  }
  return sum / (a.length + b.length - common);
}

function fuseTracks<Item extends InFrame>(
  tracks: readonly Track<Item>[],
  weights: readonly number[],
  { fuse }: ItemKind<Item>,
): Track<Item> {
  const byFrame = new Map<number, { item: Item; weight: number }[]>();
  for (const [i, { items }] of tracks.entries())
    for (const item of items) {
      const here = byFrame.get(item.frame);
      if (here) here.push({ item, weight: weights[i]! });
      else byFrame.set(item.frame, [{ item, weight: weights[i]! }]);
    }
  const frames = [...byFrame.keys()].sort((a, b) => a - b);
  const seen =
    tracks.length === 1
      ? frames.map(() => 1)
      : presence(
          frames.map((frame) => byFrame.get(frame)!.length),
          tracks.length,
        );
  const items = frames.flatMap((frame, t) => {
    if (seen[t]! < 0.5) return [];
    const here = byFrame.get(frame)!;
    const fused = fuse(
      here.map(({ item }) => item),
      here.map(({ weight }) => weight),
    );
    return [{ ...fused, frame, confidence: seen[t]! }];
  });
  return { label: tracks[0]!.label, items };
}
