import type { Consolidator } from '../consolidator';
import { consolidateRankings, RANKING_METHODS, type RankedItems } from './consolidate-rankings';
import { measureRankings, rankingDistance } from './measure-rankings';
import type { Ranking } from './ranking';
import { readRanking } from './read-ranking';

/** Orders of an object's items, best first. For judgements on two items at a time over many items, see `bradleyTerry`. */
export const rankingConsolidator: Consolidator<Ranking, RankedItems> = {
  methods: RANKING_METHODS,
  readAnswer: readRanking,
  consolidate: consolidateRankings,
  distance: rankingDistance,
  asAnswer: ({ ranking }) => [...ranking],
  measure: measureRankings,
};
