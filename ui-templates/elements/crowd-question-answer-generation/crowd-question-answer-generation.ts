import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { textStyles } from '../../text/text.styles';
import type { Command } from '../shared/full-page/commands';
import { FullPageWidget } from '../shared/full-page/full-page-widget';
import { labelColor } from '../shared/full-page/label-colors';
import { parseLenientJson } from '../shared/lenient-json';
import { styles } from './crowd-question-answer-generation.styles';
import { countWords, emptyPair, type Limits, type PairProblem, problemOf, type QuestionAnswer } from './pairs';
import { Passages } from './passages';
import { qaWord } from './words';

export interface QuestionAnswerValue {
  questionsAndAnswers?: QuestionAnswer[];
}

/**
 * Writes questions about a text, with their answers and the passages they rest on: selected with the mouse, by touch or with the arrow keys
 * and Shift, and attached to the question in hand.
 *
 * Submits `{"<name>":{"questionsAndAnswers":[{"question","answer","questionTags":[…],"references":[{"startOffset","endOffset","text"}]}]}}`; offsets in Unicode
 * code points, end exclusive.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * @attr name
 * @attr header - what is to be done
 * @attr text - what the questions are about
 * @attr {number} min-questions - default 1
 * @attr {number} max-questions
 * @attr {number} question-min-words, question-max-words - default 1 and any
 * @attr {number} answer-min-words, answer-max-words - default 1 and any
 * @attr question-tags - JSON list of tags; without it there are none
 * @attr {boolean} allow-custom-question-tags - workers may write tags of their own; `"false"` is false
 * @fires change
 */
export class CrowdQuestionAnswerGeneration extends FullPageWidget {
  static override styles = [FullPageWidget.styles, textStyles, styles];
  static override properties: PropertyDeclarations = {
    ...FullPageWidget.properties,
    text: {},
    minQuestions: { type: Number, attribute: 'min-questions' },
    maxQuestions: { type: Number, attribute: 'max-questions' },
    questionMinWords: { type: Number, attribute: 'question-min-words' },
    questionMaxWords: { type: Number, attribute: 'question-max-words' },
    answerMinWords: { type: Number, attribute: 'answer-min-words' },
    answerMaxWords: { type: Number, attribute: 'answer-max-words' },
    questionTags: { attribute: 'question-tags' },
    allowCustomQuestionTags: { attribute: 'allow-custom-question-tags' },
    pairs: { state: true },
  };

  declare text: string | undefined;
  declare minQuestions: number | undefined;
  declare maxQuestions: number | undefined;
  declare questionMinWords: number | undefined;
  declare questionMaxWords: number | undefined;
  declare answerMinWords: number | undefined;
  declare answerMaxWords: number | undefined;
  declare questionTags: string | undefined;
  declare allowCustomQuestionTags: string | undefined;
  declare private pairs: readonly QuestionAnswer[];

  private passages: Passages | undefined;
  /** The question that was worked on last. */
  private inHand = 0;

  constructor() {
    super();
    this.pairs = [emptyPair()];
  }

  get value(): QuestionAnswerValue {
    const written = this.pairs.filter(isBegun);
    return written.length === 0 ? {} : { questionsAndAnswers: written };
  }

  set value(value: QuestionAnswerValue | undefined) {
    const given = value?.questionsAndAnswers ?? [];
    this.pairs = given.length > 0 ? given.map((pair) => ({ ...emptyPair(), ...pair })) : [emptyPair()];
    this.complaint = undefined;
  }

  get _submittableValue(): QuestionAnswerValue | undefined {
    return this.value.questionsAndAnswers === undefined ? undefined : this.value;
  }

  /** Whether there are as many questions, of as many words, as are wanted; says what is not so. */
  override validate(): boolean {
    const problem = problemOf(this.pairs.filter(isBegun), this.limits);
    this.complaint = problem && inWords(problem);
    return problem === undefined;
  }

  override reset(): void {
    this.pairs = [emptyPair()];
    this.complaint = undefined;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('textarea')?.focus();
  }

  protected override onLeft(): void {
    this.passages?.dispose();
    this.passages = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const root = this.renderRoot.querySelector<HTMLElement>('.prose');
    const isNew = root !== null && (root !== this.passages?.root || this.passages.text !== (this.text ?? ''));
    if (isNew) {
      this.passages?.dispose();
      this.passages = new Passages(root, this.renderRoot.querySelector<HTMLElement>('.work')!, this.text ?? '', {
        onSelect: (text) => text && this.announce(`${qaWord('selected')} “${text}”`),
        onPick: (pair) => this.takeUp(pair),
        onRemove: (pair, startOffset, endOffset) =>
          this.change(pair, {
            references: this.pairs[pair]!.references.filter(
              (reference) => reference.startOffset !== startOffset || reference.endOffset !== endOffset,
            ),
          }),
      });
    }
    if (isNew || changed.has('pairs')) this.passages?.mark(this.pairs);
  }

  protected override commands(): Command[] {
    const hasSelection = () => this.passages?.selected !== undefined;
    return [
      ...super.commands(),
      { id: 'text', title: qaWord('toText'), keys: ['KeyT'], run: () => this.passages?.root.focus() },
      { id: 'question', title: qaWord('toQuestion'), keys: ['KeyQ'], run: () => this.takeUp(this.inHand) },
      { id: 'attach', title: qaWord('attachButton'), keys: ['KeyA'], run: () => this.attach(this.inHand) },
      { id: 'attach-enter', title: '', keys: ['Enter'], run: () => this.attach(this.inHand), enabled: hasSelection },
    ];
  }

  private get limits(): Limits {
    return {
      minQuestions: this.minQuestions ?? 1,
      maxQuestions: this.maxQuestions ?? Number.POSITIVE_INFINITY,
      questionWords: [this.questionMinWords ?? 1, this.questionMaxWords ?? Number.POSITIVE_INFINITY],
      answerWords: [this.answerMinWords ?? 1, this.answerMaxWords ?? Number.POSITIVE_INFINITY],
    };
  }

  private get tags(): string[] {
    try {
      const tags = parseLenientJson(this.questionTags ?? '[]');
      return Array.isArray(tags) ? tags.map(String) : [];
    } catch {
      return [];
    }
  }

  private get allowsOwnTags(): boolean {
    return this.allowCustomQuestionTags !== undefined && this.allowCustomQuestionTags !== 'false';
  }

  protected override renderWork() {
    return html`<div class="passage"><h2>${qaWord('text')}</h2><div class="prose" role="textbox" aria-readonly="true" aria-multiline="true" tabindex="0" spellcheck="false" aria-label=${qaWord('text')} aria-describedby="text-help"></div><span id="text-help" hidden>${qaWord('attach')}</span></div>`;
  }

  protected override renderPane() {
    return html`<div class="pairs">
      ${this.pairs.map((pair, i) => this.renderPair(pair, i))}
      <crowd-button @click=${this.add} ?disabled=${this.pairs.length >= this.limits.maxQuestions}>${qaWord('add')}</crowd-button>
    </div>`;
  }

  private renderPair(pair: QuestionAnswer, i: number) {
    const field = (key: 'question' | 'answer') => html`
      <label for="${key}-${i}">${qaWord(key)} ${i + 1}</label>
      <textarea id="${key}-${i}" rows=${key === 'question' ? 2 : 3} .value=${pair[key]} @input=${(event: Event) => this.change(i, { [key]: (event.target as HTMLTextAreaElement).value })}></textarea>
      <div class="hint">${countWords(pair[key])} ${qaWord('words')}</div>`;
    const tags = [...new Set([...this.tags, ...pair.questionTags])];
    return html`<section class="pair" aria-label="${qaWord('question')} ${i + 1}" @focusin=${() => this.hold(i)}>
      ${field('question')} ${field('answer')}
      ${
        tags.length > 0 || this.allowsOwnTags
          ? html`<fieldset><legend>${qaWord('tags')}</legend>${tags.map(
              (tag) =>
                html`<label class="tag"><input type="checkbox" .checked=${pair.questionTags.includes(tag)} @change=${(
                  event: Event,
                ) => {
                  event.stopPropagation();
                  this.toggleTag(i, tag);
                }} />${tag}</label>`,
            )}${this.allowsOwnTags ? html`<input type="text" aria-label=${qaWord('ownTag')} placeholder=${qaWord('ownTag')} @change=${(event: Event) => this.addTag(i, event)} />` : nothing}</fieldset>`
          : nothing
      }
      <div class="references">
        <span>${pair.references.length > 0 ? qaWord('references') : qaWord('attach')}</span>
        <ul>${pair.references.map(
          (reference, r) =>
            html`<li style="--mark:${labelColor(i)}"><q>${reference.text}</q> <button type="button" aria-label="${qaWord('detach')}: ${reference.text}" @click=${() => this.change(i, { references: pair.references.filter((_, at) => at !== r) })}>×</button></li>`,
        )}</ul>
        <crowd-button @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.attach(i)}>${qaWord('attachButton')}</crowd-button>
      </div>
      ${this.pairs.length > 1 ? html`<crowd-button variant="link" @click=${() => this.drop(i)}>${qaWord('remove')}</crowd-button>` : nothing}
    </section>`;
  }

  private change(i: number, part: Partial<QuestionAnswer>): void {
    this.pairs = this.pairs.map((pair, at) => (at === i ? { ...pair, ...part } : pair));
    this.complaint = undefined;
    this.tellChange();
  }

  private toggleTag(i: number, tag: string): void {
    const { questionTags } = this.pairs[i]!;
    this.change(i, {
      questionTags: questionTags.includes(tag) ? questionTags.filter((one) => one !== tag) : [...questionTags, tag],
    });
  }

  private addTag(i: number, event: Event): void {
    event.stopPropagation();
    const input = event.target as HTMLInputElement;
    const tag = input.value.trim();
    input.value = '';
    if (tag && !this.pairs[i]!.questionTags.includes(tag)) this.toggleTag(i, tag);
  }

  private attach(i: number): void {
    const reference = this.passages?.selected;
    if (!reference) {
      this.complaint = qaWord('nothingSelected');
      return;
    }
    this.change(i, { references: [...this.pairs[i]!.references, reference] });
    this.passages?.unselect();
    this.announce(`${qaWord('question')} ${i + 1}, ${qaWord('references')} “${reference.text}”`);
  }

  private hold(i: number): void {
    this.inHand = i;
  }

  /** Goes to the question. */
  private takeUp(i: number): void {
    this.renderRoot.querySelector<HTMLElement>(`#question-${Math.min(i, this.pairs.length - 1)}`)?.focus();
  }

  private readonly add = (): void => {
    this.pairs = [...this.pairs, emptyPair()];
    void this.updateComplete.then(() => this.takeUp(this.pairs.length - 1));
  };

  private drop(i: number): void {
    this.pairs = this.pairs.filter((_, at) => at !== i);
    this.inHand = Math.min(this.inHand, this.pairs.length - 1);
    this.tellChange();
  }
}

const isBegun = ({ question, answer }: QuestionAnswer): boolean => question.trim() !== '' || answer.trim() !== '';

function inWords(problem: PairProblem): string {
  if ('count' in problem) return `${qaWord(problem.kind)} ${problem.count}`;
  const { kind, pair, words, least, most } = problem;
  const isShort = words < least;
  return `${qaWord(kind)} ${pair + 1} ${qaWord(isShort ? 'tooShort' : 'tooLong')} ${isShort ? least : most}`;
}
