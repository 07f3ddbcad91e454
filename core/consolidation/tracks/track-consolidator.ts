/** The consolidator of tracks, whatever they are made of: identity mistakes are undone, then tracks are consolidated as shapes are. */
import type { AnsweredObject, Consolidator } from '../consolidator';
import { shapeConsolidator } from '../shapes/shape-consolidator';
import { type ItemReader, readTracks } from './read-tracks';
import { repairIdentities } from './repair-identities';
import type { FusedTracks, InFrame, ItemKind, Track, TrackAnswer } from './track';
import { type Present, trackKind } from './track-kind';
import { measureTracks } from './track-measures';

export function trackConsolidatorOf<Item extends InFrame>(
  name: string,
  item: ItemKind<Item>,
  readItem: ItemReader<Item>,
): Consolidator<TrackAnswer<Item>, FusedTracks<Item>> {
  const kind = trackKind(name, item);
  const base = shapeConsolidator<Track<Item>, TrackAnswer<Item>, FusedTracks<Item>>(kind, {
    read: (content, options) => readTracks(content, options, readItem),
    shapes: ({ tracks }) => tracks,
    size: () => ({}),
    label(kept, answers) {
      const numbers = new Map<string, number>();
      const tracks = kept.map(({ shape, confidence }) => {
        const number = (numbers.get(shape.label) ?? 0) + 1;
        numbers.set(shape.label, number);
        const items = shape.items.map((one: Present<Item>) => ({
          ...one,
          confidence: confidence * (one.confidence ?? 1),
        }));
        return { label: shape.label, id: `${shape.label}:${number}`, confidence, items };
      });
      const frames = new Map(answers.flatMap(({ frames: known = [] }) => known.map((frame) => [frame.frame, frame])));
      if (frames.size === 0) return { tracks };
      return { tracks, frames: [...frames.values()].sort((a, b) => a.frame - b.frame) };
    },
    answer: ({ tracks, frames }) => ({
      tracks: tracks.map(({ confidence: _, items, ...track }) => ({
        ...track,
        items: items.map(({ confidence: __, ...one }) => one as unknown as Item),
      })),
      ...(frames ? { frames } : {}),
    }),
    // A track may have thousands of boxes; the label holds them. An explanation says which track is meant.
    show: ({ label, id, items }) => ({
      label,
      ...(id === undefined ? {} : { id }),
      firstFrame: items[0]?.frame,
      lastFrame: items.at(-1)?.frame,
      frames: items.length,
    }),
  });
  return {
    ...base,
    consolidate: (objects, options) =>
      base.consolidate(
        objects.map((object) => repaired(object, kind, item)),
        options,
      ),
    measure: (pairs) =>
      measureTracks(
        pairs.map(({ label, gold }) => ({ label: label?.tracks, gold: gold.tracks })),
        item,
      ),
  };
}

function repaired<Item extends InFrame>(
  { answers }: AnsweredObject<TrackAnswer<Item>>,
  kind: ReturnType<typeof trackKind<Item>>,
  item: ItemKind<Item>,
): AnsweredObject<TrackAnswer<Item>> {
  const keyed = answers.map((entry) => ({ ...entry, key: `${entry.workerId} ${JSON.stringify(entry.answer)}` }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const tracks = repairIdentities(
    keyed.map(({ answer }) => answer.tracks),
    kind,
    item,
  );
  return { answers: keyed.map(({ workerId, answer }, i) => ({ workerId, answer: { ...answer, tracks: tracks[i]! } })) };
}
