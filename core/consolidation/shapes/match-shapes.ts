/** How two lists of shapes compare: the distance between two answers, and how good labels are against gold. */
import { assign } from '../../geometry/assign';
import type { ShapeKind } from './shape-kind';

/** Two shapes in the same place under different names have half in common. */
const OTHER_NAME = 0.5;

/**
 * 1 - (sum of the similarities of matched shapes) / (the larger number of shapes), under the best one-to-one matching: 0 for equal lists, 1
 * for lists without anything in common. A set distance of the kind A. Braylan, O. Alonso and M. Lease build agreement from ("Measuring
 * Annotator Agreement Generally across Complex Structured, Multi-object, and Free-text Annotation Tasks", WWW 2022).
 */
export function listDistance<Shape>(
  a: readonly Shape[],
  b: readonly Shape[],
  kind: ShapeKind<Shape>,
  scale: number,
): number {
  if (a.length === 0 && b.length === 0) return 0;
  if (a.length === 0 || b.length === 0) return 1;
  const [rows, columns] = a.length <= b.length ? [a, b] : [b, a];
  const alike = rows.map((x) =>
    columns.map((y) => kind.similarity(x, y, scale) * (kind.labelOf(x) === kind.labelOf(y) ? 1 : OTHER_NAME)),
  );
  const chosen = assign(alike.map((row) => row.map((similarity) => -similarity)));
  const sum = rows.reduce((total, _, i) => total + (chosen[i]! < 0 ? 0 : alike[i]![chosen[i]!]!), 0);
  return Math.min(Math.max(1 - sum / columns.length, 0), 1);
}

export interface ListPair<Shape> {
  /** Undefined: there is no label. */
  label: readonly Shape[] | undefined;
  gold: readonly Shape[];
  scale: number;
}

/**
 * Precision, recall and F1 of shapes with the right name at a similarity of at least `rightAt`, most similar pairs first, one to one, over all
 * objects together; errors are false and missed shapes. A missing label has found nothing, and is an error where gold holds nothing either.
 */
export function measureLists<Shape>(pairs: readonly ListPair<Shape>[], kind: ShapeKind<Shape>): Record<string, number> {
  let found = 0;
  let given = 0;
  let wanted = 0;
  let errors = 0;
  let similarity = 0;
  for (const { label, gold, scale } of pairs) {
    wanted += gold.length;
    if (!label) {
      errors += Math.max(gold.length, 1);
      continue;
    }
    given += label.length;
    const matches = greedyMatches(label, gold, kind, scale);
    found += matches.length;
    errors += label.length + gold.length - 2 * matches.length;
    for (const match of matches) similarity += match;
  }
  const ratio = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  return {
    f1: ratio(2 * found, given + wanted),
    precision: ratio(found, given),
    recall: ratio(found, wanted),
    [`meanMatched${kind.similarityName}`]: found === 0 ? 0 : similarity / found,
    errorsPerObject: pairs.length === 0 ? 0 : errors / pairs.length,
  };
}

function greedyMatches<Shape>(
  label: readonly Shape[],
  gold: readonly Shape[],
  kind: ShapeKind<Shape>,
  scale: number,
): number[] {
  const links: { a: number; b: number; similarity: number }[] = [];
  for (const [a, x] of label.entries())
    for (const [b, y] of gold.entries()) {
      if (kind.labelOf(x) !== kind.labelOf(y)) continue;
      const similarity = kind.similarity(x, y, scale);
      if (similarity >= kind.rightAt) links.push({ a, b, similarity });
    }
  links.sort((x, y) => y.similarity - x.similarity);
  const usedA = new Set<number>();
  const usedB = new Set<number>();
  return links.flatMap(({ a, b, similarity }) => {
    if (usedA.has(a) || usedB.has(b)) return [];
    usedA.add(a);
    usedB.add(b);
    return [similarity];
  });
}
