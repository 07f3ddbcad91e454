import type { RankedItems } from '../../core/consolidation/ranking/consolidate-rankings';
import { rankingConsolidator } from '../../core/consolidation/ranking/consolidator';
import { placeOf, placesOf, type Ranking } from '../../core/consolidation/ranking/ranking';
import { commonMetadata, entries, isRecord, labelOn, probabilityIn, rounded, taskInput } from '../metadata';
import type { TaskType } from '../task-type';

const ELEMENT = 'crowd-text-ranking';
const METADATA_TYPE = 'plumbline/ranking';
/** The one thing that is ranked by, as the built-in template calls it. */
const DIMENSION = 'preference';

/** Responses are called by their number on the line, "1" the first. */
export interface RankingLabel {
  ranking: Ranking;
  /** How good each response is, 0…1. */
  scores: Record<string, number>;
  confidence: number;
}

/** A rank for each response, 1 the best, equal where tied. */
function ranksOf(ranking: Ranking): number[] {
  const place = placeOf(ranking);
  const count = Math.max(...[...place.keys()].map(Number));
  return Array.from({ length: count }, (_, i) => (place.get(String(i + 1)) ?? place.size) + 1);
}

/** Which of two responses to a prompt is better, or the order of more than two. */
export const pairwiseRanking: TaskType<Ranking, RankedItems, RankingLabel> = {
  slug: 'pairwise-ranking',
  title: 'Pairwise ranking',
  element: ELEMENT,
  metadataType: METADATA_TYPE,
  labelAttributeIsRef: false,
  source: 'text',
  extensions: ['.jsonl', '.manifest'],
  minimumCategories: 0,
  consolidator: rankingConsolidator,
  lineProblem({ responses }) {
    return Array.isArray(responses) && responses.length > 1 && responses.every((text) => typeof text === 'string')
      ? undefined
      : 'the line has no list "responses" of at least two texts';
  },
  preAnnotation: (line, categories) => ({ ...taskInput(line, categories), responses: line.responses }),
  answerContent: (answer) => ({
    [ELEMENT]: {
      ordinalRankingDimensions: [{ name: DIMENSION, allowTie: true, responseRankings: ranksOf(answer) }],
    },
  }),
  answerOf: ({ ranking }) => ranking,
  labelOf({ label: { ranking, scores }, confidence }, { workers }) {
    // The consolidated order has no ties; neighbours of one score are not told apart.
    const places: string[][] = [];
    for (const [i, item] of ranking.entries())
      if (i > 0 && scores[item] === scores[ranking[i - 1]!]) places.at(-1)!.push(item);
      else places.push([item]);
    return {
      ranking: places.map((items) => (items.length === 1 ? items[0]! : items.sort())),
      scores,
      confidence: workers === 1 ? 0 : confidence,
    };
  },
  output({ ranking, scores, confidence }, attribute, _categories, facts) {
    const ranks = ranksOf(ranking);
    return entries(
      attribute,
      { responseRankings: ranks },
      {
        confidence: rounded(confidence),
        scores: ranks.map((_, i) => rounded(scores[String(i + 1)] ?? 0)),
        ...commonMetadata(METADATA_TYPE, facts),
      },
    );
  },
  readLabel(line, attribute) {
    const found = labelOn(line, attribute);
    if (!found || !isRecord(found.value)) return undefined;
    const ranks = found.value.responseRankings;
    const read = rankingConsolidator.readAnswer(
      { ordinalRankingDimensions: [{ responseRankings: ranks }] },
      { element: ELEMENT },
    );
    if (!read.ok) return undefined;
    const sure = Array.isArray(found.metadata.scores) ? found.metadata.scores : [];
    return {
      ranking: read.value,
      scores: Object.fromEntries(
        placesOf(read.value)
          .flat()
          .map((item) => [item, probabilityIn(sure[Number(item) - 1])]),
      ),
      confidence: probabilityIn(found.metadata.confidence),
    };
  },
};
