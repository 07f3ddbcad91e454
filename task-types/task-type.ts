/**
 * What a task type is. One folder per type holds everything that changes together: what its template receives, what a worker
 * submits, what the manifest stores, and which learner can do it. `registry.ts` lists the folders.
 */
import type { Consolidator } from '../core/consolidation/consolidator';
import type { LabelCategory, LabelInstructions } from '../core/job/label-categories';
import type { ManifestLine } from '../core/manifest/line';

/** Facts the service, not the slice, knows about a label: they go into the manifest entries. */
export interface LabelFacts {
  jobName: string;
  humanAnnotated: boolean;
  /** `YYYY-MM-DDTHH:MM:SS.ffffff`, UTC, no zone. */
  creationDate: string;
  /** Where the label's file lies; given where the type has `labelFile`. */
  fileUri?: string;
  /** Where the answers of the object lie; machine labels have none. */
  workerResponseUri?: string;
  /** Of the object's image as stored; given where the type has `needsImageSize` and the label does not say it itself. */
  imageSize?: ImageSize;
}

export interface ImageSize {
  width: number;
  height: number;
}

/** What the service knows of a task before anybody has seen it. */
export interface TaskContext {
  /** The earlier label on the line that this task is about; given where the type has `reviews`. */
  reviewedAttribute?: string;
  /** HTML that the label category file brings. */
  instructions?: LabelInstructions;
}

/** What a label rests on besides the consolidated answer. */
export interface LabelContext<Answer> {
  categories: LabelCategory[];
  /** Workers whose answers it rests on. */
  workers: number;
  /** The answers that could be read, with what the page sent; by worker. */
  answers: readonly { answer: Answer; content: unknown }[];
  /** The earlier label under review as an answer, where there is one that can be read. */
  reviewed?: Answer;
}

/** A label that is a file: it lies in the output tree, and the manifest names it. */
export interface LabelFile<Label> {
  extension: '.png';
  contentType: 'image/png';
  bytes(label: Label, categories: LabelCategory[]): Uint8Array;
}

/** How a model's labels and people's meet. A model's label is a bare answer, as the consolidator reads it (`model/learners/learner.ts`). */
export interface LearnerAdapter<Label> {
  /** Slug of the learner in `model/`. */
  learner: string;
  /** Whether a model's label is right or wrong and nothing between. */
  exact: boolean;
  /** Quality of a model's label against people's, 0…1: the same as the learner's. */
  quality(answer: unknown, label: Label, categories: LabelCategory[]): number;
  /** Why nothing can be learnt from these labels, if so: the same as the learner's. Labels that can be learnt from still can with more beside them. */
  unlearnable(labels: Label[], categories: LabelCategory[]): string | undefined;
  /** A machine label out of a prediction. @throws RangeError when the model names a class the job does not have. */
  fromPrediction(prediction: { answer: unknown; confidence: number }, categories: LabelCategory[]): Label;
}

/** `Answer` is what one worker said, `Consolidated` what several said together, `Label` what the manifest stores of it. */
export interface TaskType<Answer = any, Consolidated = any, Label = any> {
  /** Kebab-case; the folder's name, the template's name, the word on the command line. */
  slug: string;
  title: string;
  /** Ground Truth's Lambda suffix, where it has the type: `ImageMultiClass` for `PRE-ImageMultiClass` / `ACS-ImageMultiClass`. */
  groundTruthSuffix?: string;
  /** Ground Truth's algorithm ARN suffix for automated labeling, where there is one. */
  algorithmSuffix?: string;
  /** Name of Ground Truth's own page, which its requests give in `UiConfig.HumanTaskUiArn`; the built-in template stands for it. */
  humanTaskUi?: string;
  /** `<attr>-metadata.type`. Types of ours begin with `plumbline/`: Ground Truth has none for them. */
  metadataType: string;
  /** Whether the label attribute name must end in `-ref`. */
  labelAttributeIsRef: boolean;
  /** What a manifest line holds: a reference to a file, or inline text (behind `source-ref` is accepted for text too). */
  source: 'image' | 'text' | 'any';
  /** Objects dropped in an inbox that this type takes, lower-case extensions with the dot. */
  extensions: string[];
  /** 0: answers name no category, and a label category file is optional. */
  minimumCategories: number;
  /** Set where labels have room for no more. */
  maximumCategories?: number;
  /** Set where there is no built-in template and the job has to bring one. */
  bringsTemplate?: true;
  /** Types that show an earlier label: what is written in `<attr>-metadata.type` of labels they are about. */
  reviews?: readonly string[];
  /** Why nobody can be asked about this line, if so. */
  lineProblem?(line: ManifestLine, categories: LabelCategory[], context: TaskContext): string | undefined;
  /** What `task.input` is. */
  preAnnotation(line: ManifestLine, categories: LabelCategory[], context: TaskContext): Record<string, unknown>;
  /** An answer as the element's `initial-value`, what a worker starts from. Without this member the type offers no pre-labels. */
  initialValue?(answer: Answer, categories: LabelCategory[]): unknown;
  /** Name of the element in the built-in template, and so the key of its answer. A template may name its element otherwise. */
  element: string;
  /** Reads answers and makes one label of several. */
  consolidator: Consolidator<Answer, Consolidated>;
  /** What the built-in page would submit for an answer: `readAnswer` the other way round. For simulated workers and fixtures. */
  answerContent(answer: Answer, categories: LabelCategory[]): Record<string, unknown>;
  /** The label the manifest stores, out of a consolidated one. */
  labelOf(consolidated: { label: Consolidated; confidence: number }, context: LabelContext<Answer>): Label;
  /** The label as an answer: what a page shows of it, what it is compared with. */
  answerOf(label: Label, categories: LabelCategory[]): Answer;
  /** The manifest entries: `{"<attr>": value, "<attr>-metadata": {...}}`. */
  output(label: Label, attribute: string, categories: LabelCategory[], facts: LabelFacts): Record<string, unknown>;
  /** Set where the label is a file. */
  labelFile?: LabelFile<Label>;
  /** Set where labels say how large the image is. */
  needsImageSize?: (label: Label) => boolean;
  /**
   * Reads a label back from a manifest line (chaining, training); undefined when the line carries none. `file` is what the line's label points to,
   * where the type has `labelFile`; without it such a label cannot be read.
   */
  readLabel(line: ManifestLine, attribute: string, categories: LabelCategory[], file?: Uint8Array): Label | undefined;
  learner?: LearnerAdapter<Label>;
}
