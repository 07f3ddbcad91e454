import type { PropertyDeclarations } from 'lit';
import { classifierStyles } from '../shared/classifier/classifier.styles';
import { MultiChoice, type MultiChoiceValue } from '../shared/classifier/multi-choice';
import { pictureStyles } from '../shared/classifier/picture.styles';
import { renderPicture } from '../shared/classifier/picture-work';
import { PictureZoom } from '../shared/classifier/picture-zoom';
import type { Command } from '../shared/full-page/commands';
import { parseLenientJson } from '../shared/lenient-json';

/** Amazon Augmented AI's key of the answer; the element has no name of its own. */
const KEY = 'AWS/Rekognition/DetectModerationLabels/Image/V3';

interface ModerationAnswer extends MultiChoiceValue {
  moderationLabels?: unknown[];
}

/**
 * Which unsafe content a picture shows: Augmented AI's review of image moderation.
 *
 * Submits `{"AWS/Rekognition/DetectModerationLabels/Image/V3":{"moderationLabels":[…]}}` with the categories chosen, whole as they were given; an empty list where
 * none fits.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * @attr header - the question
 * @attr src - URL of the picture
 * @attr categories - JSON list of strings, or of objects with `name` and anything else
 * @attr exclusion-category - `{ text: '…' }`: a button that takes all labels back and keeps them so
 * @fires change
 */
export class CrowdRekognitionDetectModerationLabels extends MultiChoice {
  static override styles = [MultiChoice.styles, classifierStyles, pictureStyles];
  static override properties: PropertyDeclarations = {
    ...MultiChoice.properties,
    src: { reflect: true },
    failed: { state: true },
  };

  declare src: string | undefined;
  declare failed: boolean;

  private readonly zoom = new PictureZoom(this);

  constructor() {
    super();
    this.failed = false;
    this.name = KEY;
  }

  override get categories(): string[] {
    return this.given.map(nameOf);
  }

  override set categories(labels: string[] | string) {
    super.categories = labels;
  }

  override get value(): ModerationAnswer {
    const { labels } = super.value;
    if (labels === undefined) return {};
    return { moderationLabels: this.given.filter((category) => labels.includes(nameOf(category))) };
  }

  override set value(value: ModerationAnswer | undefined) {
    super.value = Array.isArray(value?.moderationLabels) ? { labels: value.moderationLabels.map(nameOf) } : undefined;
  }

  override get _submittableValue(): ModerationAnswer | undefined {
    return this.value.moderationLabels === undefined ? undefined : this.value;
  }

  protected override get isDone(): boolean {
    return this.value.moderationLabels !== undefined;
  }

  protected override commands(): Command[] {
    return [...super.commands(), ...this.zoom.commands(() => !this.shadowRoot?.activeElement?.closest('.answers'))];
  }

  protected override renderWork() {
    if (!this.src) return this.renderProblem('The attribute "src" is missing.');
    return renderPicture({ src: this.src, failed: this.failed, zoom: this.zoom }, () => {
      this.failed = true;
    });
  }

  /** Categories as they were given. */
  private get given(): unknown[] {
    try {
      const list = parseLenientJson(this.categoriesText ?? '');
      return Array.isArray(list) ? list : [];
    } catch {
      return [];
    }
  }
}

const nameOf = (category: unknown): string =>
  typeof category === 'object' && category !== null && 'name' in category ? String(category.name) : String(category);
