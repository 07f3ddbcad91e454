import { html, nothing, type PropertyDeclarations } from 'lit';
import { FullPageWidget } from '../shared/full-page/full-page-widget';
import { parseLenientJson } from '../shared/lenient-json';
import { styles } from './crowd-text-ranking.styles';
import { isComplete, noRanks, type Ranks, ranked } from './ranks';
import { rankingWord } from './words';

interface Dimension {
  name: string;
  allowTie: boolean;
}

interface Ranking {
  name: string;
  allowTie: boolean;
  responseRankings: number[];
}

export interface TextRankingValue {
  ordinalRankingDimensions?: Ranking[];
}

/**
 * Ranks responses to a prompt, along one or several dimensions. Key 1 gives the response in focus rank 1, and so on; arrow keys go through ranks.
 *
 * Submits `{"ordinalRankingDimensions":[{"name":"Clarity","allowTie":true,"responseRankings":[1,2,2]}]}` beside the names of the form, as Ground Truth's consumers
 * read it; with `answer-under-name` it lies under the element's `name`.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * @attr name
 * @attr header - the question
 * @attr text - the prompt
 * @attr responses - JSON list of strings
 * @attr ordinal-ranking-dimensions - `[{"name":"Clarity","allowTie":true}]`
 * @attr {boolean} answer-under-name - the answer lies under `name`
 * @fires change
 */
export class CrowdTextRanking extends FullPageWidget {
  static override styles = [FullPageWidget.styles, styles];
  static override properties: PropertyDeclarations = {
    ...FullPageWidget.properties,
    text: {},
    responses: {},
    dimensionsText: { attribute: 'ordinal-ranking-dimensions' },
    ranks: { state: true },
  };

  declare text: string | undefined;
  declare responses: string | undefined;
  declare dimensionsText: string | undefined;
  /** By dimension. */
  declare private ranks: readonly Ranks[];

  constructor() {
    super();
    this.ranks = [];
  }

  get value(): TextRankingValue {
    if (this.allRanks.every((ranks) => ranks.every((rank) => rank === undefined))) return {};
    return {
      ordinalRankingDimensions: this.dimensions.map(({ name, allowTie }, d) => ({
        name,
        allowTie,
        // A draft may have gaps; what is submitted has none.
        responseRankings: this.allRanks[d]!.map((rank) => rank ?? 0),
      })),
    };
  }

  set value(value: TextRankingValue | undefined) {
    const given = value?.ordinalRankingDimensions ?? [];
    this.ranks = this.dimensions.map(({ name }) => {
      const known = given.find((one) => one.name === name)?.responseRankings ?? [];
      return this.responseList.map((_, i) => known[i] || undefined);
    });
    this.complaint = undefined;
  }

  get _submittableValue(): TextRankingValue | undefined {
    return this.value.ordinalRankingDimensions === undefined ? undefined : this.value;
  }

  /** Whether every response has a rank in every dimension; says so when not. */
  override validate(): boolean {
    const isDone = this.responseList.length > 0 && this.allRanks.length > 0 && this.allRanks.every(isComplete);
    this.complaint = isDone ? undefined : rankingWord('rankAll');
    return isDone;
  }

  override reset(): void {
    this.ranks = [];
    this.complaint = undefined;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input[type=radio]')?.focus();
  }

  /** Ground Truth's element has no header, and its templates give none. */
  protected override get heading(): string {
    return this.header ?? rankingWord('rank');
  }

  protected override get scrollsWork(): boolean {
    return true;
  }

  private get responseList(): string[] {
    const list = listOf(this.responses);
    return list?.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))) ?? [];
  }

  private get dimensions(): Dimension[] {
    const list = listOf(this.dimensionsText) ?? [];
    return list.map((one) => {
      const { name, allowTie } = (typeof one === 'object' && one ? one : { name: one }) as Partial<Dimension>;
      return { name: String(name ?? ''), allowTie: allowTie === true || String(allowTie) === 'true' };
    });
  }

  private get allRanks(): readonly Ranks[] {
    return this.dimensions.map((_, d) => this.ranks[d] ?? noRanks(this.responseList.length));
  }

  protected override renderWork() {
    const { responseList, dimensions } = this;
    if (responseList.length === 0) return this.renderProblem('The attribute "responses" is not a list of texts.');
    if (dimensions.length === 0)
      return this.renderProblem('The attribute "ordinal-ranking-dimensions" is not a list of dimensions.');
    return html`<div class="ranking">
      ${this.text ? html`<section class="prompt" aria-label=${rankingWord('prompt')}><h2>${rankingWord('prompt')}</h2><p>${this.text}</p></section>` : nothing}
      <div class="responses">
        ${responseList.map(
          (response, r) => html`<article class="response">
            <h2>${rankingWord('response')} ${r + 1}</h2>
            <p>${response}</p>
            ${dimensions.map((dimension, d) => this.renderRanks(dimension, d, r, responseList.length))}
          </article>`,
        )}
      </div>
    </div>`;
  }

  private renderRanks({ name, allowTie }: Dimension, d: number, response: number, count: number) {
    const rank = this.allRanks[d]![response];
    const key = (event: KeyboardEvent) => {
      const pressed = Number(event.key);
      if (!(pressed >= 1 && pressed <= count)) return;
      event.preventDefault();
      event.stopPropagation();
      this.give(d, response, pressed);
    };
    return html`<fieldset @keydown=${key}>
      <legend>${name}${allowTie ? html` <small>${rankingWord('ties')}</small>` : nothing}</legend>
      ${Array.from({ length: count }, (_, i) => i + 1).map(
        (place) =>
          html`<label class=${rank === place ? 'selected' : ''}><input type="radio" name="rank-${d}-${response}" .checked=${rank === place} aria-label=${`${name}: ${place}`} @change=${(
            event: Event,
          ) => {
            event.stopPropagation();
            this.give(d, response, place);
          }} />${place}</label>`,
      )}
    </fieldset>`;
  }

  private give(dimension: number, response: number, rank: number): void {
    const { allowTie } = this.dimensions[dimension]!;
    this.ranks = this.allRanks.map((ranks, d) => (d === dimension ? ranked(ranks, response, rank, allowTie) : ranks));
    this.complaint = undefined;
    this.tellChange();
  }
}

function listOf(text: string | undefined): unknown[] | undefined {
  try {
    const value = parseLenientJson(text ?? '');
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
