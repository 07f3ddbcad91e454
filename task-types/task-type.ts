/**
 * What a task type is. One folder per type holds everything that changes together: what its template receives, what a worker
 * submits, what the manifest stores, and which learner can do it. `registry.ts` lists the folders.
 */
import type { Consolidator } from '../core/consolidation/consolidator';
import type { LabelCategory } from '../core/job/label-categories';
import type { ManifestLine } from '../core/manifest/line';

/** Facts the service, not the slice, knows about a label: they go into `<attr>-metadata`. */
export interface LabelFacts {
  jobName: string;
  humanAnnotated: boolean;
  /** `YYYY-MM-DDTHH:MM:SS.ffffff`, UTC, no zone. */
  creationDate: string;
}

/** How a model's labels and people's meet. A model's label is a bare answer, as the consolidator reads it (`model/learners/learner.ts`). */
export interface LearnerAdapter<Label> {
  /** Slug of the learner in `model/`. */
  learner: string;
  /** Whether a model's label is right or wrong and nothing between. */
  exact: boolean;
  /** Quality of a model's label against people's, 0…1: the same as the learner's. */
  quality(answer: unknown, label: Label, categories: LabelCategory[]): number;
  /** Why nothing can be learnt from these labels, if so: the same as the learner's. */
  unlearnable(labels: Label[], categories: LabelCategory[]): string | undefined;
  /** A machine label out of a prediction. @throws RangeError when the model names a class the job does not have. */
  fromPrediction(prediction: { answer: unknown; confidence: number }, categories: LabelCategory[]): Label;
}

/** `Answer` is what one worker said, `Consolidated` what several said together, `Label` what the manifest stores of it. */
export interface TaskType<Answer = any, Consolidated = any, Label = any> {
  /** Kebab-case; the folder's name, the template's name, the word on the command line. */
  slug: string;
  title: string;
  /** Ground Truth's Lambda suffix: `ImageMultiClass` for `PRE-ImageMultiClass` / `ACS-ImageMultiClass`. */
  groundTruthSuffix: string;
  /** Ground Truth's algorithm ARN suffix for automated labeling, where there is one. */
  algorithmSuffix?: string;
  /** `<attr>-metadata.type`. */
  metadataType: string;
  /** Whether the label attribute name must end in `-ref`. */
  labelAttributeIsRef: boolean;
  /** What a manifest line holds: a reference to a file, or inline text (behind `source-ref` is accepted for text too). */
  source: 'image' | 'text';
  /** Objects dropped in an inbox that this type takes, lower-case extensions with the dot. */
  extensions: string[];
  minimumCategories: number;
  /** What `task.input` is. */
  preAnnotation(line: ManifestLine, categories: LabelCategory[]): Record<string, unknown>;
  /**
   * A model's bare answer as the element's `initial-value`, what a worker starts from; undefined where it cannot be one. Without this member the type offers no
   * pre-labels.
   */
  preLabel?(answer: unknown, categories: LabelCategory[]): unknown;
  /** Name of the element in the built-in template, and so the key of its answer. A template may name its element otherwise. */
  element: string;
  /** Reads answers and makes one label of several. */
  consolidator: Consolidator<Answer, Consolidated>;
  /** The answer a worker would submit who thinks the object's class is `category` (for simulated workers and fixtures). */
  answerFor(category: string): Record<string, unknown>;
  /** The label the manifest stores, out of a consolidated one; `workers` is the number of workers whose answers it rests on. */
  labelOf(
    consolidated: { label: Consolidated; confidence: number },
    context: { categories: LabelCategory[]; workers: number },
  ): Label;
  /** The manifest entries: `{"<attr>": value, "<attr>-metadata": {...}}`. */
  output(label: Label, attribute: string, categories: LabelCategory[], facts: LabelFacts): Record<string, unknown>;
  /** Reads a label back from a manifest line (chaining, training); undefined when the line carries none. */
  readLabel(line: ManifestLine, attribute: string, categories: LabelCategory[]): Label | undefined;
  learner?: LearnerAdapter<Label>;
}
