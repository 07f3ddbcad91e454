/** What earlier rounds of a job leave to later ones, read from their reports. */
import type { RoundReport } from '../job/report';
import type { Validation } from './next-step';

export interface History {
  /** Error probability that validations so far have used. */
  deltaSpent: number;
  /** Losses that machine labels so far may amount to, in objects. */
  lossSpent: number;
  /** Models in a row that were not expected to save anything. */
  fruitless: number;
  /** The validation that awaits its verdict in this round. */
  pending: Validation | undefined;
  /** People label the rest. */
  ended: boolean;
}

export function historyBefore(round: number, rounds: readonly RoundReport[]): History {
  const earlier = rounds.filter((entry) => entry.round < round).sort((a, b) => a.round - b.round);
  const planned = earlier.filter(({ step, asks }) => step === 'train' || asks?.look === 1);
  const lastHopeful = planned.findLastIndex(({ expectedSaved }) => (expectedSaved ?? 0) > 0);
  const last = earlier.at(-1);
  return {
    deltaSpent: earlier.reduce((sum, { asks }) => sum + (asks ? asks.looks[asks.look - 1]!.delta : 0), 0),
    // A verdict stands in the round after its validation, which may be this one.
    lossSpent: rounds.reduce((sum, { lossSpent }) => sum + (lossSpent ?? 0), 0),
    fruitless: planned.length - 1 - lastHopeful,
    pending: last?.asks,
    ended: earlier.some((entry) => entry.last),
  };
}
