import { instancesOf, type MaskSource } from '../../canvas2d/mask/mask-answer';
import type { MaskEntry } from '../../canvas2d/mask/mask-entries';
import { MaskWidget } from '../../canvas2d/mask/mask-widget';

/**
 * Tells the objects of a picture apart, pixel by pixel: every object has a label and a colour of its own. The tools are those of
 * `crowd-semantic-segmentation`; "Add instance" (N) begins the next object of the chosen label, Ctrl + click takes up one that is there.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * The answer, under its name:
 * `{"inputImageProperties":{"height":480,"width":640},"instances":[{"color":"#2ca02c","label":"Car"}],"labeledImage":{"pngImageData":"iVBOR…"}}`.
 * Labels repeat, the colour tells whose pixels they are. The picture is a PNG of the same size, in base64 without a prefix; background is
 * transparent white.
 *
 * @attr name - key of the answer
 * @attr header - the question
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr labels - JSON list of labels; scripts may change it
 * @attr initial-value - `{"instances":[{"color":"#2ca02c","label":"Car"}],"src":"<URL of the mask>"}`: what it begins with. The answer then
 *   has `initialValueModified`. Areas in other colours are shown as unknown, to be given a label; what stays
 *   unknown is not submitted
 * @attr suggestion-confidence - the initial value is a model's: it is marked as such
 * @fires input - a step is done, undone or done again
 * @fires change - the same
 */
export class CrowdInstanceSegmentation extends MaskWidget {
  override readonly hasInstances = true;

  protected override colourKey(used: readonly MaskEntry[]) {
    return { instances: instancesOf(used) };
  }

  protected override fillEntries(source: MaskSource | undefined): void {
    const { entries } = this.desk;
    entries.clear();
    for (const { label, color } of source?.colours ?? []) entries.add(label, color);
  }

  /** Instances come as they are painted. */
  protected override syncEntries(): void {}

  protected override nameOf(entry: MaskEntry): string {
    if (entry.label === undefined) return super.nameOf(entry);
    const place = this.desk.entries.ofLabel(entry.label).findIndex(({ value }) => value === entry.value);
    return `${entry.label} ${place + 1}`;
  }

  /** Of the object that is painted or came last; a label has no colour of its own. */
  protected override colorOf(label: string): string {
    const entry = this.desk.entry?.label === label ? this.desk.entry : this.desk.entries.ofLabel(label).at(-1);
    return entry?.color ?? 'transparent';
  }
}
