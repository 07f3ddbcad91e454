import { labelMappingsOf, type MaskSource } from '../../canvas2d/mask/mask-answer';
import type { MaskEntry } from '../../canvas2d/mask/mask-entries';
import { MaskWidget } from '../../canvas2d/mask/mask-widget';
import { labelColor } from '../shared/full-page/label-colors';

/**
 * Gives every pixel of a picture a label, by brush, eraser, polygon and fill, or by showing where an object is: its four outermost points,
 * or points on it and beside it. Keys 1–9 and 0 choose the first ten labels; the shortcuts sheet (`?`) lists all keys.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * The answer, under its name:
 * `{"inputImageProperties":{"height":480,"width":640},"labelMappings":{"Road":{"color":"#2ca02c"}},"labeledImage":{"pngImageData":"iVBOR…"}}`.
 * The picture is a PNG of the same size, in base64 without a prefix: every pixel has exactly the colour of its label, background is
 * transparent white. Only labels that are painted are listed.
 *
 * @attr name - key of the answer
 * @attr header - the question
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr labels - JSON list of labels; scripts may change it
 * @attr initial-value - `{"labelMappings":{"Road":{"color":"#2ca02c"}},"src":"<URL of the mask>"}`: the mask it begins with. The answer then
 *   has `initialValueModified`. Areas in other colours are shown as unknown, to be given a label; what stays
 *   unknown is not submitted
 * @attr suggestion-confidence - the initial value is a model's: it is marked as such
 * @fires input - a step is done, undone or done again
 * @fires change - the same
 */
export class CrowdSemanticSegmentation extends MaskWidget {
  override readonly hasInstances = false;

  protected override colourKey(used: readonly MaskEntry[]) {
    return { labelMappings: labelMappingsOf(used) };
  }

  protected override fillEntries(source: MaskSource | undefined): void {
    const { entries } = this.desk;
    const given = new Map(source?.colours.map(({ label, color }) => [label, color]));
    entries.clear([...given.values()]);
    for (const label of this.labels) if (entries.ofLabel(label).length === 0) entries.add(label, given.get(label));
    for (const [label, color] of given) if (!this.labels.includes(label)) entries.add(label, color);
  }

  protected override syncEntries(): void {
    const { entries } = this.desk;
    for (const label of this.labels) if (entries.ofLabel(label).length === 0) entries.add(label);
  }

  protected override colorOf(label: string): string {
    return this.desk.entries.ofLabel(label)[0]?.color ?? labelColor(this.labels.indexOf(label));
  }
}
