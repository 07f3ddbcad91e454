import { html, nothing, type PropertyDeclarations } from 'lit';
import { pictureStyles } from '../shared/classifier/picture.styles';
import { renderPicture } from '../shared/classifier/picture-work';
import { PictureZoom } from '../shared/classifier/picture-zoom';
import type { Command } from '../shared/full-page/commands';
import { FullPageWidget } from '../shared/full-page/full-page-widget';
import { parseLenientJson } from '../shared/lenient-json';
import { type Block, type KeyValue, keyValues, withoutPair, withText } from './blocks';
import { styles } from './crowd-textract-analyze-document.styles';
import { documentWord } from './words';

/** Amazon Augmented AI's key of the answer; the element has no name of its own. */
const KEY = 'AWS/Textract/AnalyzeDocument/Forms/V1';

interface ImportantKey {
  importantFormKey: string;
  importantFormKeyAliases?: string[];
}

export interface DocumentValue {
  blocks?: Block[];
}

/**
 * Keys and values that Amazon Textract read from a form, checked and corrected by a person: Augmented AI's review of forms.
 *
 * Submits `{"AWS/Textract/AnalyzeDocument/Forms/V1":{"blocks":[…]}}`: the blocks as they were given, with corrected texts and without pairs that are none.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * @attr header - what is to be done
 * @attr src - URL of the page as a picture
 * @attr initial-value - Textract's blocks, JSON
 * @attr block-types - kinds of blocks to review; `['KEY_VALUE_SET']` is the only one there is
 * @attr keys - `[{"importantFormKey":"…","importantFormKeyAliases":["…"]}]`: keys that have to be on the page; where given, only they are shown
 * @attr {boolean} no-key-edit - keys cannot be changed
 * @attr {boolean} no-geometry-edit - places on the page cannot be changed; they never can
 * @fires change
 */
export class CrowdTextractAnalyzeDocument extends FullPageWidget {
  static override styles = [FullPageWidget.styles, pictureStyles, styles];
  static override properties: PropertyDeclarations = {
    ...FullPageWidget.properties,
    src: { reflect: true },
    initialValue: { attribute: 'initial-value' },
    keysText: { attribute: 'keys' },
    noKeyEdit: { type: Boolean, attribute: 'no-key-edit' },
    edited: { state: true },
    focused: { state: true },
    failed: { state: true },
  };

  declare src: string | undefined;
  declare initialValue: string | undefined;
  declare keysText: string | undefined;
  declare noKeyEdit: boolean;
  declare private edited: readonly Block[] | undefined;
  /** Id of the key whose place is shown. */
  declare private focused: string | undefined;
  declare private failed: boolean;

  private readonly zoom = new PictureZoom(this);

  constructor() {
    super();
    this.name = KEY;
    this.noKeyEdit = false;
    this.failed = false;
  }

  get value(): DocumentValue {
    return { blocks: [...this.blocks] };
  }

  set value(value: DocumentValue | undefined) {
    this.edited = Array.isArray(value?.blocks) ? value.blocks : undefined;
  }

  get _submittableValue(): DocumentValue {
    return this.value;
  }

  override validate(): boolean {
    return true;
  }

  override reset(): void {
    this.edited = undefined;
  }

  private get blocks(): readonly Block[] {
    return this.edited ?? listOf<Block>(this.initialValue);
  }

  private get importantKeys(): ImportantKey[] {
    return listOf<ImportantKey>(this.keysText);
  }

  /** Pairs to review: all, or those with an important key. */
  private get shownPairs(): KeyValue[] {
    const pairs = keyValues(this.blocks);
    const important = this.importantKeys;
    if (important.length === 0) return pairs;
    return pairs.filter(({ keyText }) => important.some((one) => isCalled(one, keyText)));
  }

  protected override commands(): Command[] {
    return [...super.commands(), ...this.zoom.commands(() => !this.shadowRoot?.activeElement?.closest('.pairs'))];
  }

  protected override renderWork() {
    if (!this.src) return this.renderProblem('The attribute "src" is missing.');
    const pair = this.shownPairs.find(({ key }) => key.id === this.focused);
    const over = pair ? this.renderPlaces(pair) : nothing;
    return renderPicture({ src: this.src, failed: this.failed, over, zoom: this.zoom }, () => {
      this.failed = true;
    });
  }

  /** Where key and value stand on the page. */
  private renderPlaces({ key, value }: KeyValue) {
    const img = this.renderRoot.querySelector('img');
    const ratio = img?.naturalWidth ? img.naturalHeight / img.naturalWidth : 1;
    const place = (block: Block | undefined, kind: string) => {
      const box = block?.geometry?.boundingBox;
      if (!box) return nothing;
      const inside = [box.left, box.top, box.width, box.height].map((share) => `${share * 100}%`);
      return html`<span class="place ${kind}" style="left:${inside[0]};top:${inside[1]};width:${inside[2]};height:${inside[3]}"></span>`;
    };
    return html`<div class="places" style="--ratio:${ratio}"><div class="sheet" style="aspect-ratio:${1 / ratio}">${place(key, 'key')}${place(value, 'value')}</div></div>`;
  }

  protected override renderPane() {
    const missing = this.importantKeys.filter(
      (one) => !keyValues(this.blocks).some(({ keyText }) => isCalled(one, keyText)),
    );
    return html`<div class="pairs" aria-label=${documentWord('pairs')} role="group">
      ${this.shownPairs.map((pair, i) => this.renderPair(pair, i))}
      ${missing.length > 0 ? html`<p class="missing">${documentWord('missing')} ${missing.map(({ importantFormKey }) => importantFormKey).join(', ')}</p>` : nothing}
    </div>`;
  }

  private renderPair({ key, value, keyText, valueText }: KeyValue, i: number) {
    const look = () => {
      this.focused = key.id;
      for (const block of [value, key]) this.bringIntoSight(block);
    };
    return html`<section class="pair ${this.focused === key.id ? 'focused' : ''}" @focusin=${look} @click=${look}>
      <label for="key-${i}">${documentWord('key')}</label>
      <input id="key-${i}" .value=${keyText} ?readonly=${this.noKeyEdit} @input=${(event: Event) => this.write(key, event)} />
      <label for="value-${i}">${documentWord('value')}</label>
      <input id="value-${i}" .value=${valueText} placeholder=${documentWord('blank')} ?disabled=${!value} @input=${(event: Event) => value && this.write(value, event)} />
      <button type="button" @click=${() => this.edit(withoutPair(this.blocks, key.id))}>${documentWord('notAPair')}</button>
    </section>`;
  }

  private bringIntoSight(block: Block | undefined): void {
    const box = block?.geometry?.boundingBox;
    if (box) this.zoom.reveal({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
  }

  private write(block: Block, event: Event): void {
    this.edit(withText(this.blocks, block.id, (event.target as HTMLInputElement).value));
  }

  private edit(blocks: Block[]): void {
    this.edited = blocks;
    this.tellChange();
  }
}

const isCalled = ({ importantFormKey, importantFormKeyAliases = [] }: ImportantKey, text: string): boolean => {
  const said = text.trim().replace(/:$/, '').toLocaleLowerCase();
  return [importantFormKey, ...importantFormKeyAliases].some((name) => name.trim().toLocaleLowerCase() === said);
};

function listOf<Item>(text: string | undefined): Item[] {
  try {
    const value = parseLenientJson(text ?? '[]');
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
