/** What the shared machinery asks of a kind of shape. Units are the kind's own; similarity has none. */
export interface ShapeKind<Shape> {
  /** The method's name in explanations, and what keeps the learnt parameters of different kinds apart: `boxes`, `polygons`, … */
  name: string;
  /** What the similarity is called in measures: `IoU` where it is one. */
  similarityName: 'IoU' | 'Similarity';
  labelOf(shape: Shape): string;
  withLabel(shape: Shape, label: string): Shape;
  /** 0 (nothing in common) … 1 (the same), whatever the labels. Symmetric. `scale` is what `scaleOf` said of the object. */
  similarity(a: Shape, b: Shape, scale: number): number;
  /** Below this similarity two shapes cannot mean the same thing. */
  matchAt: number;
  /** At least this similar to the truth, a shape counts as right: what a confidence is the probability of. */
  rightAt: number;
  /** How much less two shapes with different labels belong together, as a factor on their similarity when several could be matched. */
  otherLabel: number;
  /** One shape out of several that mean the same thing; heavier ones were drawn by more precise workers. The label is of no account. */
  fuse(shapes: readonly Shape[], weights: readonly number[]): Shape;
  /** A worker's habit of drawing too large or to one side: signed offsets from what is agreed, in its size, and a shape without them. */
  habit?: {
    /** Per offset 1 where a larger one makes the shape larger, -1 where it makes it smaller, 0 where neither. */
    outward: readonly number[];
    offsets(shape: Shape, agreed: Shape): number[];
    without(shape: Shape, agreed: Shape, habit: readonly number[]): Shape;
  };
  /** A length that similarity is measured against where the shapes alone do not give one; asked once per object. */
  scaleOf?(answers: readonly (readonly Shape[])[], size: { width?: number; height?: number }): number;
  /** Total order that does not depend on where a shape stood in the answer. */
  order(a: Shape, b: Shape): number;
}
