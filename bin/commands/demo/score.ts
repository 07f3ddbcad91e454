/** How a line of the output manifest was labelled. */
export interface ScoredObject {
  /** Text or URI. */
  object: string;
  kind: 'human' | 'machine' | 'failed' | 'unlabeled';
  label?: string;
  confidence?: number;
  failureReason?: string;
  truth: string;
  correct: boolean;
}

export interface Score {
  objects: ScoredObject[];
  /** Every input line is in the output once; `inOrder` when also in the input's order. */
  complete: boolean;
  inOrder: boolean;
  /** Shares of labelled objects that carry their true class; undefined when there are none of that kind. */
  accuracy?: number;
  humanAccuracy?: number;
  machineAccuracy?: number;
}

export interface Expected {
  /** Text or URI of each object in input order. */
  taskObjects: readonly string[];
  truths: readonly string[];
}

/** Holds the output manifest against the truth. Lines are matched by object; equal objects in the order they come. */
export function scoreManifest(manifest: string, attribute: string, { taskObjects, truths }: Expected): Score {
  const lines = manifest.split('\n').filter((line) => line.trim() !== '');
  const waiting = new Map<string, number[]>();
  taskObjects.forEach((object, index) => {
    waiting.set(object, [...(waiting.get(object) ?? []), index]);
  });
  const indices: number[] = [];
  const objects: ScoredObject[] = [];
  for (const line of lines) {
    const value = JSON.parse(line) as Record<string, unknown>;
    const index = waiting.get(String(value.source ?? value['source-ref']))?.shift();
    if (index === undefined) continue;
    indices.push(index);
    objects.push({ object: taskObjects[index]!, ...scoreLine(value, attribute, truths[index]!) });
  }
  const complete = indices.length === taskObjects.length && lines.length === taskObjects.length;
  return {
    objects,
    complete,
    inOrder: complete && indices.every((index, position) => index === position),
    accuracy: shareCorrect(objects.filter(({ kind }) => kind === 'human' || kind === 'machine')),
    humanAccuracy: shareCorrect(objects.filter(({ kind }) => kind === 'human')),
    machineAccuracy: shareCorrect(objects.filter(({ kind }) => kind === 'machine')),
  };
}

/** The same objects in the order of an input manifest; those it lacks come last, so that they are missed in the output. */
export function inManifestOrder(manifest: string, taskObjects: readonly string[], truths: readonly string[]): Expected {
  const places = new Map<string, number>();
  for (const line of manifest.split('\n').filter((text) => text.trim() !== '')) {
    const { source, 'source-ref': reference } = JSON.parse(line) as Record<string, unknown>;
    places.set(String(source ?? reference), places.size);
  }
  const placeOf = (index: number) => places.get(taskObjects[index]!) ?? Number.POSITIVE_INFINITY;
  const order = taskObjects.map((_, index) => index).sort((a, b) => placeOf(a) - placeOf(b) || a - b);
  return { taskObjects: order.map((index) => taskObjects[index]!), truths: order.map((index) => truths[index]!) };
}

function scoreLine(line: Record<string, unknown>, attribute: string, truth: string): Omit<ScoredObject, 'object'> {
  const metadata = line[`${attribute}-metadata`] as Record<string, unknown> | undefined;
  if (!metadata) return { kind: 'unlabeled', truth, correct: false };
  if (line[attribute] === undefined) {
    return { kind: 'failed', failureReason: String(metadata['failure-reason'] ?? 'unknown'), truth, correct: false };
  }
  const label = String(metadata['class-name']);
  return {
    kind: metadata['human-annotated'] === 'yes' ? 'human' : 'machine',
    label,
    confidence: Number(metadata.confidence),
    truth,
    correct: label === truth,
  };
}

function shareCorrect(objects: ScoredObject[]): number | undefined {
  if (objects.length === 0) return undefined;
  return objects.filter(({ correct }) => correct).length / objects.length;
}
