import { html, nothing, type PropertyDeclarations } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { FormControl } from '../shared/form/form-control';
import { formControlStyles } from '../shared/form/form-control.styles';
import { formWord } from '../shared/form/words';
import { theme } from '../shared/theme';
import { styles } from './crowd-slider.styles';

/**
 * A slider. `crowd-slider-label` children are texts under places of it.
 *
 * Submits `{"<name>":7}`, a number. Untouched without `value` it is at `min`.
 *
 * @attr name
 * @attr {number} min - default 0
 * @attr {number} max - default 100
 * @attr {number} step - default 1
 * @attr {number} value - where it starts
 * @attr {boolean} pin - shows the value over the knob
 * @attr {boolean} editable - a field beside it takes the value too
 * @attr {boolean} required - has to be moved once
 * @attr {boolean} disabled
 * @attr {number} secondary-progress - a second mark on its line
 * @fires input
 * @fires change
 */
export class CrowdSlider extends FormControl {
  static override styles = [theme, formControlStyles, styles];
  static override properties: PropertyDeclarations = {
    ...FormControl.properties,
    min: { type: Number },
    max: { type: Number },
    step: { type: Number },
    value: { type: Number },
    pin: { type: Boolean },
    editable: { type: Boolean },
    secondaryProgress: { type: Number, attribute: 'secondary-progress' },
  };

  declare min: number | undefined;
  declare max: number | undefined;
  declare step: number | undefined;
  declare pin: boolean;
  declare editable: boolean;
  declare secondaryProgress: number | undefined;
  private chosen: number | undefined;
  private moved = false;

  /** Where the knob stands. */
  get value(): number {
    const [low, high] = this.range;
    return Math.min(high, Math.max(low, this.chosen ?? low));
  }

  set value(value: number | string | null | undefined) {
    const before = this.chosen;
    const number = value === null || value === undefined || value === '' ? Number.NaN : Number(value);
    this.chosen = Number.isFinite(number) ? number : undefined;
    this.requestUpdate('value', before);
  }

  private get range(): [number, number] {
    const low = finite(this.min, 0);
    return [low, Math.max(low, finite(this.max, 100))];
  }

  protected get submittable(): number {
    return this.value;
  }

  reset(): void {
    this.value = this.getAttribute('value');
    this.moved = false;
    this.complaint = undefined;
  }

  restore(submitted: unknown): void {
    if (typeof submitted !== 'number') return;
    // A draft does not say whether it was moved; where it is elsewhere than at first it was.
    const first = this.value;
    this.value = submitted;
    this.moved ||= this.value !== first;
  }

  protected override problem(): string | undefined {
    return this.required && !this.moved ? formWord('move') : undefined;
  }

  override render() {
    const [low, high] = this.range;
    const share = (value: number) => (high > low ? (value - low) / (high - low) : 0);
    const label = this.getAttribute('aria-label') ?? this.name ?? formWord('value');
    return html`
      <div class="row">
        <div class="track" style="--at:${share(this.value)}">
          ${this.pin ? html`<output class="pin" aria-hidden="true">${this.value}</output>` : nothing}
          ${this.secondaryProgress === undefined ? nothing : html`<span class="second" style="--at:${share(this.secondaryProgress)}"></span>`}
          <input
            type="range"
            min=${low}
            max=${high}
            step=${ifDefined(this.step)}
            .value=${String(this.value)}
            aria-label=${label}
            aria-invalid=${this.complaint ? 'true' : 'false'}
            ?disabled=${this.disabled}
            @input=${this.onInput}
            @change=${this.onChange}
            @keydown=${this.onKey}
          />
          <div class="labels ${this.querySelector('crowd-slider-label') ? 'some' : ''}"><slot @slotchange=${() => this.requestUpdate()}></slot></div>
        </div>
        ${this.editable ? html`<input class="number" type="number" min=${low} max=${high} step=${ifDefined(this.step)} .value=${String(this.value)} aria-label=${label} ?disabled=${this.disabled} @change=${this.onNumber} />` : nothing}
      </div>
      ${this.complaint ? html`<div class="complaint" role="alert">${this.complaint}</div>` : nothing}
    `;
  }

  private onInput(event: Event): void {
    this.take(Number((event.target as HTMLInputElement).value));
  }

  private onChange(): void {
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }

  /** A worker for whom the first place is right says so by pressing it. */
  private onKey({ key }: KeyboardEvent): void {
    if (key === ' ') this.take(this.value);
  }

  private onNumber(event: Event): void {
    event.stopPropagation();
    this.take(Number((event.target as HTMLInputElement).value));
    this.tellChange();
  }

  private take(value: number): void {
    this.value = value;
    this.moved = true;
    this.complaint = undefined;
  }
}

const finite = (value: number | undefined, otherwise: number): number =>
  value !== undefined && Number.isFinite(value) ? value : otherwise;
