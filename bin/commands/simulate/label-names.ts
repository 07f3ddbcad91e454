import type { ConsolidationKind } from '../../../core/consolidation/registry';

/** The label names that a true label brings with it: a bare answer names them itself, a Ground Truth label in its metadata. */
export function labelNames(kind: ConsolidationKind, value: unknown, metadata: unknown): string[] {
  if (metadata !== undefined) {
    const named = namesInMetadata(metadata);
    if (named.length > 0) return named;
  }
  const read = kind.consolidator.readAnswer(typeof value === 'number' ? String(value) : value, {});
  // What cannot be read is found out with its reason once all names are known.
  return read.ok ? namesInAnswer(read.value) : [];
}

function namesInAnswer(answer: unknown): string[] {
  if (typeof answer === 'string') return [answer];
  if (Array.isArray(answer)) return answer;
  const { classes, boxes, spans, polygons, polylines, lines, keypoints, instances } = answer as Record<string, unknown>;
  if (Array.isArray(classes)) return classes;
  for (const list of [boxes, spans, polygons, polylines, lines, keypoints, instances])
    if (Array.isArray(list)) return list.map(({ label }) => label);
  return [];
}

/** `class-name`, `class-map` and `internal-color-map` of Ground Truth's metadata. */
function namesInMetadata(metadata: unknown): string[] {
  if (typeof metadata !== 'object' || metadata === null) return [];
  const members = metadata as Record<string, unknown>;
  const one = members['class-name'];
  const several = Object.values((members['class-map'] as object | undefined) ?? {});
  const painted = Object.values((members['internal-color-map'] as object | undefined) ?? {}).map(
    (entry) => (entry as { 'class-name'?: unknown } | null)?.['class-name'],
  );
  return [one, ...several, ...painted.filter((name) => name !== 'BACKGROUND')].filter(
    (name) => typeof name === 'string' && name !== '',
  ) as string[];
}
