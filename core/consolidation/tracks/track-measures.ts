/**
 * How good tracks are against gold ones.
 *
 * IDF1: E. Ristani, F. Solera, R. Zou, R. Cucchiara, C. Tomasi, "Performance Measures and a Data Set for Multi-Target, Multi-Camera Tracking", ECCV
 * workshops 2016: the best one-to-one matching of whole tracks, then frames right over frames given and wanted.
 * MOTA: K. Bernardin, R. Stiefelhagen, "Evaluating Multiple Object Tracking Performance: The CLEAR MOT Metrics", EURASIP JIVP 2008: one less the
 * misses, false ones and identity changes per gold frame; frame by frame, a match goes on while it holds.
 */
import { assign } from '../../geometry/assign';
import type { InFrame, ItemKind, Track } from './track';

export interface TrackPair<Item extends InFrame> {
  label: readonly Track<Item>[] | undefined;
  gold: readonly Track<Item>[];
}

/** Two drawings of one frame are a match from this similarity on. */
const MATCH = 0.5;

export function measureTracks<Item extends InFrame>(
  pairs: readonly TrackPair<Item>[],
  item: Pick<ItemKind<Item>, 'similarity'>,
): Record<string, number> {
  let given = 0;
  let wanted = 0;
  let identified = 0;
  let matched = 0;
  let similarity = 0;
  let switches = 0;
  for (const { label = [], gold } of pairs) {
    given += size(label);
    wanted += size(gold);
    identified += identifiedFrames(label, gold, item);
    const clear = clearMatches(label, gold, item);
    matched += clear.matched;
    similarity += clear.similarity;
    switches += clear.switches;
  }
  const ratio = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  return {
    idf1: ratio(2 * identified, given + wanted),
    mota: wanted === 0 ? (given === 0 ? 1 : 0) : 1 - (wanted - matched + (given - matched) + switches) / wanted,
    precision: ratio(matched, given),
    recall: ratio(matched, wanted),
    identitySwitches: switches,
    meanMatchedSimilarity: matched === 0 ? 0 : similarity / matched,
  };
}

const size = <Item extends InFrame>(tracks: readonly Track<Item>[]): number =>
  tracks.reduce((sum, { items }) => sum + items.length, 0);

function identifiedFrames<Item extends InFrame>(
  label: readonly Track<Item>[],
  gold: readonly Track<Item>[],
  item: Pick<ItemKind<Item>, 'similarity'>,
): number {
  if (label.length === 0 || gold.length === 0) return 0;
  const common = label.map((track) => {
    const frames = new Map(track.items.map((one) => [one.frame, one]));
    return gold.map((other) => {
      if (other.label !== track.label) return 0;
      return other.items.filter((one) => {
        const own = frames.get(one.frame);
        return own !== undefined && item.similarity(own, one) >= MATCH;
      }).length;
    });
  });
  const chosen = assign(common.map((row) => row.map((count) => -count)));
  return common.reduce((sum, row, i) => sum + (chosen[i]! < 0 ? 0 : row[chosen[i]!]!), 0);
}

function clearMatches<Item extends InFrame>(
  label: readonly Track<Item>[],
  gold: readonly Track<Item>[],
  item: Pick<ItemKind<Item>, 'similarity'>,
): { matched: number; similarity: number; switches: number } {
  const ours = itemsByFrame(label);
  const last = new Map<number, number>();
  let matched = 0;
  let similarity = 0;
  let switches = 0;
  for (const [frame, wanted] of [...itemsByFrame(gold)].sort(([a], [b]) => a - b)) {
    const given = ours.get(frame) ?? [];
    if (given.length === 0) continue;
    const cost = wanted.map(({ track, item: one }) =>
      given.map(({ track: other, item: own }) => {
        if (gold[track]!.label !== label[other]!.label) return Number.POSITIVE_INFINITY;
        const alike = item.similarity(one, own);
        if (alike < MATCH) return Number.POSITIVE_INFINITY;
        // A match that holds is kept, whatever better one there may be.
        return (last.get(track) === other ? -1000 : 0) - alike;
      }),
    );
    for (const [i, column] of assign(cost).entries()) {
      if (column < 0) continue;
      const track = wanted[i]!.track;
      const other = given[column]!.track;
      matched++;
      similarity += item.similarity(wanted[i]!.item, given[column]!.item);
      if (last.has(track) && last.get(track) !== other) switches++;
      last.set(track, other);
    }
  }
  return { matched, similarity, switches };
}

function itemsByFrame<Item extends InFrame>(
  tracks: readonly Track<Item>[],
): Map<number, { track: number; item: Item }[]> {
  const frames = new Map<number, { track: number; item: Item }[]>();
  for (const [track, { items }] of tracks.entries())
    for (const one of items) {
      const here = frames.get(one.frame);
      if (here) here.push({ track, item: one });
      else frames.set(one.frame, [{ track, item: one }]);
    }
  return frames;
}
