/**
 * Reading tracks: Ground Truth's sequence label file (`{"tracking-annotations":[{"frame-no","frame","annotations":[…]}]}`, video and point
 * cloud), the workers' files of one frame each or a list of them (`{"trackingAnnotations":{"frameNumber","frame","boundingBoxes":[…]}}`), and
 * the bare `{"tracks":[{label,id,items:[{frame,…}]}]}`.
 */
import type { Read, ReadOptions } from '../consolidator';
import { isRecord, ShapeProblem, show } from '../shapes/read-shapes';
import type { InFrame, Track, TrackAnswer } from './track';

/** An hour of video with some hundred things in each frame is more than anybody draws. */
const MOST_ITEMS = 1_000_000;
const ROOTS = ['tracking-annotations', 'trackingAnnotations'];
const FRAME_LISTS = ['annotations', 'boundingBoxes', 'cuboids'];

/** Reads the place in one item; undefined for one without extent. @throws ShapeProblem */
export type ItemReader<Item extends InFrame> = (fields: Record<string, unknown>) => Omit<Item, 'frame'> | undefined;

export function readTracks<Item extends InFrame>(
  content: unknown,
  { element, categories }: ReadOptions,
  readItem: ItemReader<Item>,
): Read<TrackAnswer<Item>> {
  const holders = isRecord(content)
    ? [element === undefined ? undefined : content[element], content, ...Object.values(content)]
    : [];
  for (const holder of holders) {
    if (!isRecord(holder)) continue;
    try {
      if (Array.isArray(holder.tracks)) return { ok: true, value: fromTracks(holder, categories, readItem) };
      const root = ROOTS.find((name) => holder[name] !== undefined);
      if (root !== undefined) return { ok: true, value: fromFrames(holder, root, categories, readItem) };
    } catch (error) {
      if (!(error instanceof ShapeProblem)) throw error;
      return { ok: false, reason: error.message };
    }
  }
  return { ok: false, reason: 'the answer holds no "tracking-annotations", "trackingAnnotations" or "tracks"' };
}

function fromTracks<Item extends InFrame>(
  holder: Record<string, unknown>,
  categories: readonly string[] | undefined,
  readItem: ItemReader<Item>,
): TrackAnswer<Item> {
  const tracks = (holder.tracks as unknown[]).flatMap((value, i) => {
    const at = `tracks[${i}]`;
    if (!isRecord(value) || !Array.isArray(value.items)) throw new ShapeProblem(`${at}.items is not a list`);
    limit(value.items.length, `${at}.items`);
    const items = value.items.flatMap((item, k) => {
      const where = `${at}.items[${k}]`;
      if (!isRecord(item)) throw new ShapeProblem(`${where} is ${show(item)}, not an object`);
      return itemAt(item, frameNumber(item.frame, `${where}.frame`), where, readItem);
    });
    const track = {
      label: labelOf(value, undefined, categories, at),
      ...(typeof value.id === 'string' ? { id: value.id } : {}),
      items: inOrder(items, at),
    };
    return items.length === 0 ? [] : [track];
  });
  const frames = Array.isArray(holder.frames)
    ? holder.frames.map((value, i) => frameOf(isRecord(value) ? value : {}, `frames[${i}]`))
    : undefined;
  return { tracks, ...(frames ? { frames } : {}) };
}

function fromFrames<Item extends InFrame>(
  holder: Record<string, unknown>,
  root: string,
  categories: readonly string[] | undefined,
  readItem: ItemReader<Item>,
): TrackAnswer<Item> {
  const list = Array.isArray(holder[root]) ? holder[root] : [holder[root]];
  const tracks = new Map<string, Track<Item>>();
  const frames: { frame: number; name?: string }[] = [];
  let total = 0;
  for (const [i, value] of list.entries()) {
    const at = `${root}[${i}]`;
    if (!isRecord(value)) throw new ShapeProblem(`${at} is ${show(value)}, not a frame`);
    const frame = frameOf(value, at);
    frames.push(frame);
    const name = FRAME_LISTS.find((key) => Array.isArray(value[key]));
    const items = name === undefined ? [] : (value[name] as unknown[]);
    total += items.length;
    limit(total, root);
    for (const [k, item] of items.entries()) {
      const where = `${at}.${name}[${k}]`;
      if (!isRecord(item)) throw new ShapeProblem(`${where} is ${show(item)}, not an object`);
      const id = item['object-id'] ?? item.objectId ?? item['object-name'] ?? item.objectName;
      if (typeof id !== 'string') throw new ShapeProblem(`${where}.object-id is ${show(id)}, not a text`);
      const label = labelOf(item, holder['class-map'], categories, where);
      const track = tracks.get(id) ?? { label, id, items: [] };
      track.items.push(...itemAt(item, frame.frame, where, readItem));
      tracks.set(id, track);
    }
  }
  frames.sort((a, b) => a.frame - b.frame);
  return {
    tracks: [...tracks.values()]
      .filter(({ items }) => items.length > 0)
      .map((track) => ({ ...track, items: inOrder(track.items, `the track ${show(track.id)}`) })),
    frames,
  };
}

function itemAt<Item extends InFrame>(
  fields: Record<string, unknown>,
  frame: number,
  where: string,
  readItem: ItemReader<Item>,
): Item[] {
  try {
    const item = readItem(fields);
    return item ? [{ frame, ...item } as Item] : [];
  } catch (error) {
    if (error instanceof ShapeProblem) throw new ShapeProblem(`${where}${error.message}`);
    throw error;
  }
}

function frameOf(value: Record<string, unknown>, at: string): { frame: number; name?: string } {
  const number = value['frame-no'] ?? value['frame-number'] ?? value.frameNumber;
  const name = value['frame-name'] ?? value.frameName ?? value.name ?? value.frame;
  const frame = frameNumber(number ?? value.frame, `${at}.frame-no`);
  return typeof name === 'string' ? { frame, name } : { frame };
}

/** Whole numbers; some of Ground Truth's files write them as texts. */
function frameNumber(value: unknown, where: string): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0) return number;
  throw new ShapeProblem(`${where} is ${show(value)}, not a frame number`);
}

function labelOf(
  fields: Record<string, unknown>,
  classMap: unknown,
  categories: readonly string[] | undefined,
  where: string,
): string {
  const id = fields['class-id'] ?? fields.classId;
  const named = id === undefined ? undefined : isRecord(classMap) ? classMap[String(id)] : categories?.[Number(id)];
  const label =
    fields.label ?? named ?? (id === undefined ? (categories?.length === 1 ? categories[0] : '') : String(id));
  if (typeof label !== 'string') throw new ShapeProblem(`${where}.label is ${show(label)}, not a text`);
  if (categories && !categories.includes(label))
    throw new ShapeProblem(`${where}.label is ${show(label)}, which is not one of the categories`);
  return label;
}

function inOrder<Item extends InFrame>(items: readonly Item[], at: string): Item[] {
  const sorted = [...items].sort((a, b) => a.frame - b.frame);
  const twice = sorted.find((item, i) => i > 0 && item.frame === sorted[i - 1]!.frame);
  if (twice) throw new ShapeProblem(`${at} is twice in frame ${twice.frame}`);
  return sorted;
}

function limit(count: number, where: string): void {
  if (count > MOST_ITEMS) throw new ShapeProblem(`${where} holds ${count} entries, more than ${MOST_ITEMS}`);
}
