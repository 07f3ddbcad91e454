/**
 * Inference in a linear chain: forward and backward sums over all tag sequences (J. Lafferty, A. McCallum, F. Pereira, "Conditional random fields", 2001),
 * scaled token by token so that nothing underflows whatever the length.
 */
export interface Transitions {
  states: number;
  /** Whether a chain may begin in a state. */
  mayStart: Uint8Array;
  /** Whether state b may follow state a, at `a * states + b`. */
  mayFollow: Uint8Array;
}

export class Chain {
  /** Tokens it has room for. */
  #room = 0;
  /** Scores of every state at every token, row by row; filled by the caller, turned into exp(score - largest of the token) by `sum`. */
  scores = new Float64Array(0);
  /** Probability of each state at each token. */
  marginals = new Float64Array(0);
  #forward = new Float64Array(0);
  #backward = new Float64Array(0);
  #scale = new Float64Array(0);
  readonly #factors: Float64Array;
  readonly #follow: Uint32Array[];
  /** States that a state may follow. */
  readonly #before: Uint32Array[];

  constructor(
    readonly transitions: Transitions,
    readonly weights: Float64Array,
  ) {
    const { states, mayFollow } = transitions;
    this.#factors = new Float64Array(states * states);
    const list = (keep: (other: number) => boolean) => Uint32Array.from({ length: states }, (_, s) => s).filter(keep);
    this.#follow = Array.from({ length: states }, (_, a) => list((b) => mayFollow[a * states + b] === 1));
    this.#before = Array.from({ length: states }, (_, b) => list((a) => mayFollow[a * states + b] === 1));
    this.refresh();
  }

  /** Room for that many tokens. */
  reserve(tokens: number): void {
    if (tokens <= this.#room) return;
    this.#room = Math.max(tokens, this.#room * 2, 256);
    const size = this.#room * this.transitions.states;
    this.scores = new Float64Array(size);
    this.marginals = new Float64Array(size);
    this.#forward = new Float64Array(size);
    this.#backward = new Float64Array(size);
    this.#scale = new Float64Array(this.#room);
  }

  /** After the transition weights changed. */
  refresh(): void {
    const { states, mayFollow } = this.transitions;
    for (let i = 0; i < states * states; i++) this.#factors[i] = mayFollow[i] ? Math.exp(this.weights[i]!) : 0;
  }

  /** Sums over all sequences; fills `marginals` and returns the log of the sum of exp(score). */
  sum(tokens: number): number {
    const { states, mayStart } = this.transitions;
    const { scores } = this;
    const forward = this.#forward;
    const backward = this.#backward;
    const factors = this.#factors;
    let logSum = 0;
    for (let t = 0; t < tokens; t++) {
      const row = t * states;
      let top = scores[row]!;
      for (let s = 1; s < states; s++) if (scores[row + s]! > top) top = scores[row + s]!;
      for (let s = 0; s < states; s++) scores[row + s] = Math.exp(Math.max(leastScore, scores[row + s]! - top));
      let total = 0;
      for (let s = 0; s < states; s++) {
        let reach = 0;
        if (t === 0) reach = mayStart[s]!;
        else {
          const before = this.#before[s]!;
          for (let i = 0; i < before.length; i++) {
            const a = before[i]!;
            reach += forward[row - states + a]! * factors[a * states + s]!;
          }
        }
        const value = reach * scores[row + s]!;
        forward[row + s] = value;
        total += value;
      }
      for (let s = 0; s < states; s++) forward[row + s]! /= total;
      this.#scale[t] = total;
      logSum += top + Math.log(total);
    }
    for (let t = tokens - 1; t >= 0; t--) {
      const row = t * states;
      if (t === tokens - 1) for (let s = 0; s < states; s++) backward[row + s] = 1;
      else {
        const next = row + states;
        const scale = 1 / this.#scale[t + 1]!;
        for (let s = 0; s < states; s++) {
          const follow = this.#follow[s]!;
          let rest = 0;
          for (let i = 0; i < follow.length; i++) {
            const b = follow[i]!;
            rest += factors[s * states + b]! * scores[next + b]! * backward[next + b]!;
          }
          backward[row + s] = rest * scale;
        }
      }
      for (let s = 0; s < states; s++) this.marginals[row + s] = forward[row + s]! * backward[row + s]!;
    }
    return logSum;
  }

  /** After `sum`: adds the expected number of each transition to `out`. */
  addExpectedTransitions(tokens: number, out: Float64Array): void {
    const { states } = this.transitions;
    for (let t = 1; t < tokens; t++) {
      const row = t * states;
      const scale = 1 / this.#scale[t]!;
      for (let a = 0; a < states; a++) {
        const from = this.#forward[row - states + a]! * scale;
        if (from < 1e-9) continue;
        const follow = this.#follow[a]!;
        for (let i = 0; i < follow.length; i++) {
          const b = follow[i]!;
          out[a * states + b]! +=
            from * this.#factors[a * states + b]! * this.scores[row + b]! * this.#backward[row + b]!;
        }
      }
    }
  }

  /** After `sum`: probability of state b at token t, given state a at the token before. */
  following(t: number, a: number, b: number): number {
    const { states } = this.transitions;
    const row = t * states;
    const rest = this.#backward[row - states + a]! * this.#scale[t]!;
    if (rest <= 0) return 0;
    return (this.#factors[a * states + b]! * this.scores[row + b]! * this.#backward[row + b]!) / rest;
  }
}

/** Scores further below the best of a token count as this: exp of it is still a number. */
const leastScore = -200;
