/** What leaves for other tools: labelled objects in, files out. Labels are answers with names, as consolidators have them. */
import type { Boxes } from '../../consolidation/shapes/boxes';
import type { Polygons } from '../../consolidation/shapes/polygons';
import type { SpanAnswer } from '../../consolidation/spans/span';
import type { InstanceMasks } from '../mask/instance-mask';
import type { SemanticMask } from '../mask/semantic-mask';

export type ExportedLabel =
  | { kind: 'class'; answer: string }
  | { kind: 'classes'; answer: readonly string[] }
  | { kind: 'boxes'; answer: Boxes }
  | { kind: 'polygons'; answer: Polygons }
  | { kind: 'mask'; answer: SemanticMask }
  | { kind: 'instances'; answer: InstanceMasks }
  | { kind: 'spans'; answer: SpanAnswer };

export type LabelKind = ExportedLabel['kind'];

export type ExportedObject = ExportedLabel & {
  /** The inline text, or the name of the object's file. */
  source: string;
  /** Of the label, where the manifest has one. */
  confidence?: number;
  humanAnnotated?: boolean;
};

export interface ExportedFile {
  /** Below the folder exported to; empty: the only file there is. */
  path: string;
  text: string;
}

export interface ExportFormat {
  slug: string;
  title: string;
  kinds: readonly LabelKind[];
  /** @throws ExportProblem naming the object that cannot be written */
  files(objects: readonly ExportedObject[], labels: readonly string[]): Iterable<ExportedFile>;
}

/** An object that the format has no way to say. */
export class ExportProblem extends Error {
  override name = 'ExportProblem';
}

/** How large the object's image is. @throws ExportProblem where the label does not say it */
export function sizeOf({ source, answer }: ExportedObject): { width: number; height: number } {
  const { width, height } = answer as { width?: number; height?: number };
  if (width === undefined || height === undefined)
    throw new ExportProblem(`${source}: the label does not say how large the image is`);
  return { width, height };
}

/** A name per object that is its own, without the extension: the file's name, and with a number behind where there are several such. */
export function stems(objects: readonly ExportedObject[]): string[] {
  const seen = new Map<string, number>();
  return objects.map(({ source }) => {
    const stem = source.replace(/^.*\//, '').replace(/\.[^.]+$/, '') || 'object';
    const count = (seen.get(stem) ?? 0) + 1;
    seen.set(stem, count);
    return count === 1 ? stem : `${stem}-${count}`;
  });
}
