/**
 * Forward-backward over one region (L. E. Baum et al., 1970; the hidden sequence of Nguyen et al. 2017), in log space. Between two boundaries the
 * truth is nothing or one label; at a boundary it opens, goes on, closes, or turns from one entity to the next. Boundaries that occur in no
 * answer cannot be told apart from their neighbours, so an atom of n units counts as n - 1 boundaries at which nothing happens.
 */
import {
  ACTS,
  AGAIN,
  APART,
  BEGIN,
  type BehaviourCounts,
  type BehaviourLogs,
  CLOSES,
  END,
  GO_ON,
  OPENS,
  STAY,
  TURNS,
  WITHIN,
} from './behaviour';
import type { RegionEvents } from './label-cells';
import { begins, isIn, type Region } from './lattice';
import type { TruthCounts, TruthLogs } from './truth-process';

/** A span that may be an entity. `label` is its number. */
export interface SpanPosterior {
  start: number;
  end: number;
  label: number;
  probability: number;
}

const NEVER = Number.NEGATIVE_INFINITY;
/** Spans less likely than this are not worth a word. */
const NEGLIGIBLE = 1e-3;

export interface ModelLogs {
  labels: number;
  behaviour: BehaviourLogs;
  truth: TruthLogs;
}

/** What the worker of marking `k` does at boundary `x`: one of the acts. */
export function actAt({ at, code }: Region, markings: number, k: number, x: number): number {
  const before = x > 0 ? code[(x - 1) * markings + k]! : 0;
  const after = x < at.length - 1 ? code[x * markings + k]! : 0;
  if (!isIn(before)) return isIn(after) ? BEGIN : STAY;
  if (!isIn(after)) return END;
  return begins(after) ? AGAIN : GO_ON;
}

/** Reused for region after region, so that an E-step allocates next to nothing. */
export class RegionInference {
  private region!: Region;
  private workers!: Int32Array;
  private events!: RegionEvents;
  private atoms = 0;
  private labels = 0;
  // Log-potentials of what the truth may do at each boundary (by label where it matters), and inside each atom.
  private apart = new Float64Array(0);
  private closes = new Float64Array(0);
  private opens = new Float64Array(0);
  private within = new Float64Array(0);
  private turns = new Float64Array(0);
  private insideNothing = new Float64Array(0);
  private insideEntity = new Float64Array(0);
  private leave = new Float64Array(0);
  // Forward: after each atom; `begun` before it, for an entity that begins there; `ended` at a boundary at which an entity ended.
  private nothing = new Float64Array(0);
  private entity = new Float64Array(0);
  private begun = new Float64Array(0);
  private ended = new Float64Array(0);
  // Backward: from a boundary on, given what was before it.
  private afterNothing = new Float64Array(0);
  private afterEnded = new Float64Array(0);
  private afterEntity = new Float64Array(0);
  private logEvidence = 0;
  // Of one boundary, by label: that an entity begins out of nothing, and that a span that begins here is of an entity.
  private pOpens = new Float64Array(0);
  private pBegins = new Float64Array(0);

  constructor(private readonly model: ModelLogs) {}

  /** Infers the truth of a region; returns the log-likelihood. `temper` below 1 takes that share of the evidence. */
  infer(region: Region, workers: Int32Array, events: RegionEvents, temper = 1): number {
    this.region = region;
    this.workers = workers;
    this.events = events;
    this.atoms = region.at.length - 1;
    this.labels = region.labels.length;
    this.makeRoom();
    this.potentials();
    if (temper !== 1) this.temper(temper);
    this.forward();
    this.backward();
    return this.logEvidence;
  }

  private makeRoom(): void {
    const boundaries = this.atoms + 1;
    if (this.apart.length < boundaries) {
      const room = boundaries * 2;
      for (const field of [
        'apart',
        'closes',
        'insideNothing',
        'nothing',
        'ended',
        'afterNothing',
        'afterEnded',
      ] as const)
        this[field] = new Float64Array(room);
    }
    const cells = boundaries * this.labels;
    if (this.opens.length < cells) {
      const room = cells * 2;
      for (const field of ['opens', 'within', 'turns', 'insideEntity', 'entity', 'begun', 'afterEntity'] as const)
        this[field] = new Float64Array(room);
    }
    if (this.leave.length < this.labels)
      for (const field of ['leave', 'pOpens', 'pBegins'] as const) this[field] = new Float64Array(this.labels * 2);
  }

  private potentials(): void {
    const { region, workers, events, atoms: m, labels: L, opens, within, turns } = this;
    const { behaviour, truth, labels: K } = this.model;
    const { acts, found, named } = behaviour;
    const n = workers.length;
    for (let x = 0; x <= m; x++) {
      let sApart = 0;
      let sOpens = 0;
      let sWithin = 0;
      let sCloses = 0;
      let sTurns = 0;
      const row = x * L;
      for (let l = 0; l < L; l++) opens[row + l] = within[row + l] = turns[row + l] = 0;
      for (let k = 0; k < n; k++) {
        const w = workers[k]! * ACTS;
        const act = actAt(region, n, k, x);
        sApart += acts[w + APART + act]!;
        sWithin += acts[w + WITHIN + act]!;
        sCloses += acts[w + CLOSES + act]!;
        sTurns += acts[w + TURNS + act]!;
        // With no span open, opening is a matter of the label's own recall.
        if (act >= GO_ON) sOpens += acts[w + OPENS + act]!;
        const foundAt = workers[k]! * K;
        if (act === STAY) {
          for (let l = 0; l < L; l++) opens[row + l]! += found[(foundAt + region.labels[l]!) * 2]!;
        } else if (act !== END) {
          const cell = events.span[x * n + k]! * (L + 1);
          const idle = named[events.cell[cell]!]!;
          if (act !== GO_ON) {
            sApart += idle;
            sCloses += idle;
          }
          for (let l = 0; l < L; l++) {
            const name = named[events.cell[cell + 1 + l]!]!;
            if (act === GO_ON) {
              // The worker began early: what counted as a span of nothing was of this entity.
              opens[row + l]! += name - idle;
              continue;
            }
            within[row + l]! += name;
            turns[row + l]! += name;
            opens[row + l]! += act === BEGIN ? name + found[(foundAt + region.labels[l]!) * 2 + 1]! : name;
          }
        }
      }
      this.apart[x] = sApart + truth.apart;
      this.closes[x] = sCloses + truth.closes;
      for (let l = 0; l < L; l++) {
        const c = region.labels[l]!;
        opens[row + l]! += sOpens + truth.opens + truth.label[c]!;
        within[row + l]! += sWithin + truth.stays[c]!;
        turns[row + l]! += sTurns + truth.turns + truth.label[c]!;
      }
    }
    for (let l = 0; l < L; l++) this.leave[l] = truth.leaves[region.labels[l]!]!;
    for (let a = 0; a < m; a++) {
      const inner = region.at[a + 1]! - region.at[a]! - 1;
      let idle = 0;
      let busy = 0;
      if (inner > 0) {
        for (let k = 0; k < n; k++) {
          const act = (isIn(region.code[a * n + k]!) ? GO_ON : STAY) + workers[k]! * ACTS;
          idle += acts[act + APART]!;
          busy += acts[act + WITHIN]!;
        }
      }
      this.insideNothing[a] = inner * (idle + truth.apart);
      for (let l = 0; l < L; l++) this.insideEntity[a * L + l] = inner * (busy + truth.stays[region.labels[l]!]!);
    }
  }

  private temper(share: number): void {
    const { atoms: m, labels: L } = this;
    for (let x = 0; x <= m; x++) {
      this.apart[x]! *= share;
      this.closes[x]! *= share;
      this.insideNothing[x]! *= share;
    }
    for (let i = 0; i < (m + 1) * L; i++) {
      this.opens[i]! *= share;
      this.within[i]! *= share;
      this.turns[i]! *= share;
      this.insideEntity[i]! *= share;
    }
    for (let l = 0; l < L; l++) this.leave[l]! *= share;
  }

  private forward(): void {
    const { atoms: m, labels: L, nothing, entity, begun, ended, leave } = this;
    for (let a = 0; a <= m; a++) {
      const before = a > 0 ? nothing[a - 1]! : 0;
      let end = NEVER;
      if (a > 0) for (let l = 0; l < L; l++) end = plus(end, entity[(a - 1) * L + l]! + leave[l]!);
      ended[a] = end;
      const free = plus(before + this.apart[a]!, end + this.closes[a]!);
      if (a === m) {
        this.logEvidence = free;
        return;
      }
      nothing[a] = free + this.insideNothing[a]!;
      for (let i = a * L, l = 0; l < L; i++, l++) {
        begun[i] = plus(before + this.opens[i]!, end + this.turns[i]!);
        const on = a > 0 ? entity[i - L]! + this.within[i]! : NEVER;
        entity[i] = plus(begun[i]!, on) + this.insideEntity[i]!;
      }
    }
  }

  private backward(): void {
    const { atoms: m, labels: L, afterNothing, afterEnded, afterEntity, leave } = this;
    afterNothing[m] = this.apart[m]!;
    afterEnded[m] = this.closes[m]!;
    for (let l = 0; l < L; l++) afterEntity[m * L + l] = leave[l]! + this.closes[m]!;
    for (let x = m - 1; x >= 0; x--) {
      const idle = this.insideNothing[x]! + afterNothing[x + 1]!;
      let open = this.apart[x]! + idle;
      let next = this.closes[x]! + idle;
      for (let i = x * L, l = 0; l < L; i++, l++) {
        const busy = this.insideEntity[i]! + afterEntity[i + L]!;
        open = plus(open, this.opens[i]! + busy);
        next = plus(next, this.turns[i]! + busy);
      }
      afterNothing[x] = open;
      afterEnded[x] = next;
      for (let i = x * L, l = 0; l < L; i++, l++) {
        const busy = this.insideEntity[i]! + afterEntity[i + L]!;
        afterEntity[i] = plus(leave[l]! + next, this.within[i]! + busy);
      }
    }
  }

  /** Adds the expected counts of the region. */
  accumulate(counts: BehaviourCounts, truth: TruthCounts): void {
    const { region, workers, events, atoms: m, labels: L, model } = this;
    const K = model.labels;
    const n = workers.length;
    const Z = this.logEvidence;
    const { pOpens, pBegins } = this;
    for (let x = 0; x <= m; x++) {
      const before = x > 0 ? this.nothing[x - 1]! : 0;
      const idle = x < m ? this.insideNothing[x]! + this.afterNothing[x + 1]! : 0;
      const pApart = Math.exp(before + this.apart[x]! + idle - Z);
      const pCloses = Math.exp(this.ended[x]! + this.closes[x]! + idle - Z);
      let sOpens = 0;
      let sWithin = 0;
      let sTurns = 0;
      for (let i = x * L, l = 0; l < L; i++, l++) {
        const c = region.labels[l]!;
        pOpens[l] = 0;
        pBegins[l] = 0;
        if (x < m) {
          const busy = this.insideEntity[i]! + this.afterEntity[i + L]! - Z;
          const open = Math.exp(before + this.opens[i]! + busy);
          const turn = Math.exp(this.ended[x]! + this.turns[i]! + busy);
          const on = x > 0 ? Math.exp(this.entity[i - L]! + this.within[i]! + busy) : 0;
          sOpens += open;
          sWithin += on;
          sTurns += turn;
          pOpens[l] = open;
          pBegins[l] = open + turn + on;
          truth.label[c]! += open + turn;
          truth.stays[c]! += on;
        }
        if (x > 0) truth.leaves[c]! += Math.exp(this.entity[i - L]! + this.leave[l]! + this.afterEnded[x]! - Z);
      }
      truth.apart += pApart;
      truth.opens += sOpens;
      truth.closes += pCloses;
      truth.turns += sTurns;
      for (let k = 0; k < n; k++) {
        const w = workers[k]! * ACTS;
        const act = actAt(region, n, k, x);
        counts.acts[w + APART + act]! += pApart;
        counts.acts[w + OPENS + act]! += sOpens;
        counts.acts[w + WITHIN + act]! += sWithin;
        counts.acts[w + CLOSES + act]! += pCloses;
        counts.acts[w + TURNS + act]! += sTurns;
        if (act === END) continue;
        const foundAt = workers[k]! * K;
        if (act <= BEGIN)
          for (let l = 0; l < L; l++) counts.found[(foundAt + region.labels[l]!) * 2 + act]! += pOpens[l]!;
        if (act === STAY) continue;
        const cell = events.span[x * n + k]! * (L + 1);
        const early = act === GO_ON;
        counts.named[events.cell[cell]!]! += early ? -sOpens : pApart + pCloses;
        for (let l = 0; l < L; l++) counts.named[events.cell[cell + 1 + l]!]! += early ? pOpens[l]! : pBegins[l]!;
      }
    }
    for (let a = 0; a < m; a++) {
      const inner = region.at[a + 1]! - region.at[a]! - 1;
      if (inner === 0) continue;
      const idle = inner * Math.exp(this.nothing[a]! + this.afterNothing[a + 1]! - Z);
      let busy = 0;
      for (let i = a * L, l = 0; l < L; i++, l++) {
        const p = inner * Math.exp(this.entity[i]! + this.afterEntity[i + L]! - Z);
        busy += p;
        truth.stays[region.labels[l]!]! += p;
      }
      truth.apart += idle;
      for (let k = 0; k < n; k++) {
        const act = (isIn(region.code[a * n + k]!) ? GO_ON : STAY) + workers[k]! * ACTS;
        counts.acts[act + APART]! += idle;
        counts.acts[act + WITHIN]! += busy;
      }
    }
  }

  /** Every span between boundaries of the region that may well be an entity, by start, end and label. */
  spans(): SpanPosterior[] {
    const { region, atoms: m, labels: L, logEvidence: Z } = this;
    const spans: SpanPosterior[] = [];
    for (let a = 0; a < m; a++) {
      for (let l = 0; l < L; l++) {
        let path = this.begun[a * L + l]! - Z;
        for (let last = a; last < m; last++) {
          const i = last * L + l;
          if (last > a) path += this.within[i]!;
          path += this.insideEntity[i]!;
          const reach = Math.exp(path + this.afterEntity[i + L]!);
          if (reach < NEGLIGIBLE) break;
          const probability = Math.min(1, Math.exp(path + this.leave[l]! + this.afterEnded[last + 1]!));
          if (probability >= NEGLIGIBLE)
            spans.push({ start: region.at[a]!, end: region.at[last + 1]!, label: region.labels[l]!, probability });
        }
      }
    }
    return spans;
  }

  /** Log-probability that the region holds no entity at all. */
  logNothing(): number {
    let path = 0;
    for (let a = 0; a < this.atoms; a++) path += this.apart[a]! + this.insideNothing[a]!;
    return Math.min(0, path + this.apart[this.atoms]! - this.logEvidence);
  }
}

/** log(exp(a) + exp(b)). */
function plus(a: number, b: number): number {
  if (a === NEVER) return b;
  if (b === NEVER) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}
