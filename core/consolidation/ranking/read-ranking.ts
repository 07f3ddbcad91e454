import type { Read, ReadOptions } from '../consolidator';
import type { Ranking } from './ranking';

/** Longest piece of an answer that a reason quotes. */
const QUOTED = 100;

/**
 * The order in a worker's answer, best first: `{"<element>":{"ranking":[…]}}`, a bare list (an inner list is a tie), `"a>b=c>d"`, a JSON list
 * in a string, or `ordinalRankingDimensions` of `crowd-text-ranking`, where responses are called by their number ("1" is the first) and the dimension
 * named like the element counts, else the first.
 */
export function readRanking(content: unknown, { element, categories }: ReadOptions): Read<Ranking> {
  const found = rankingIn(content, element);
  if (!found.ok) return found;
  const seen = new Set<string>();
  for (const [place, items] of found.value.entries()) {
    for (const item of Array.isArray(items) ? items : [items]) {
      const where = `place ${place + 1} of the ranking`;
      if (typeof item !== 'string' || item === '') return { ok: false, reason: `${where} is no item: ${quoted(item)}` };
      if (seen.has(item)) return { ok: false, reason: `${where} names ${quoted(item)} again` };
      if (categories && !categories.includes(item))
        return { ok: false, reason: `${where} names ${quoted(item)}, which is not one of the items` };
      seen.add(item);
    }
  }
  if (seen.size === 0) return { ok: false, reason: 'the ranking is empty' };
  const places = (found.value as Ranking).filter((items) => items.length > 0);
  return { ok: true, value: places.map((items) => (typeof items === 'string' ? items : tied(items))) };
}

const tied = (items: string[]): string | string[] => (items.length === 1 ? items[0]! : [...items].sort());

function rankingIn(content: unknown, element: string | undefined): Read<unknown[]> {
  if (Array.isArray(content)) return { ok: true, value: content };
  if (typeof content === 'string') return inString(content);
  if (isRecord(content)) {
    const candidates = [
      ...(element !== undefined && Object.hasOwn(content, element) ? [content[element]] : []),
      content,
      ...soleHolder(content),
    ];
    for (const value of candidates) {
      if (Array.isArray(value)) return { ok: true, value };
      if (!isRecord(value)) continue;
      if (Array.isArray(value.ranking)) return { ok: true, value: value.ranking };
      if (typeof value.ranking === 'string') return inString(value.ranking);
      if (Array.isArray(value.ordinalRankingDimensions)) return inDimensions(value.ordinalRankingDimensions, element);
    }
  }
  return { ok: false, reason: `the answer holds no {${JSON.stringify(element ?? '<element>')}:{"ranking":[…]}}` };
}

/** The only member that may hold a ranking. */
function soleHolder(content: Record<string, unknown>): unknown[] {
  const holders = Object.values(content).filter(
    (value) => isRecord(value) && ('ranking' in value || Array.isArray(value.ordinalRankingDimensions)),
  );
  return holders.length === 1 ? holders : [];
}

function inString(text: string): Read<unknown[]> {
  if (text.trim().startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(text);
      if (Array.isArray(parsed)) return { ok: true, value: parsed };
    } catch {
      // An item may well begin with a bracket: then it is an order like any other.
    }
  }
  if (text.trim() === '') return { ok: false, reason: 'the ranking is empty' };
  const places = text.split('>').map((place) => place.split('=').map((item) => item.trim()));
  return { ok: true, value: places.map((items) => (items.length === 1 ? items[0]! : items)) };
}

function inDimensions(dimensions: unknown[], element: string | undefined): Read<unknown[]> {
  const named = dimensions.find((dimension) => isRecord(dimension) && dimension.name === element);
  const dimension = named ?? dimensions[0];
  const ranks = isRecord(dimension) ? dimension.responseRankings : undefined;
  if (!Array.isArray(ranks) || !ranks.every((rank) => typeof rank === 'number' && Number.isFinite(rank)))
    return { ok: false, reason: 'ordinalRankingDimensions holds no list of numbers responseRankings' };
  const places = new Map<number, string[]>();
  for (const [i, rank] of ranks.entries()) places.set(rank, [...(places.get(rank) ?? []), String(i + 1)]);
  return { ok: true, value: [...places].sort(([a], [b]) => a - b).map(([, items]) => items) };
}

const quoted = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, QUOTED);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
