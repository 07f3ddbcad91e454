import * as z from 'zod';
import { type AgreementTotals, noAgreement, pairsAmong, totalsOf } from '../../core/active-learning/human-noise';
import { type Explanation, writtenExplanation } from '../../core/consolidation/explanation';
import { labelingJobArn } from '../../core/job/events';
import { type JobRecord, outputFolder } from '../../core/job/job';
import type { LabelCategoryConfig } from '../../core/job/label-categories';
import { outputTree } from '../../core/job/output-tree';
import { creationDate } from '../../core/manifest/creation-date';
import { failedSet, type Outcome } from '../../core/manifest/outcome';
import { consolidateObjects } from '../../task-types/consolidate-objects';
import { taskTypeOf } from '../../task-types/registry';
import type { TaskType } from '../../task-types/task-type';
import type { DoneObject } from './done-tasks';
import { labelEntries, readLabelOf } from './label-files';
import { mapConcurrently } from './map-concurrently';
import { reviewedOn } from './pre-annotate';
import type { QualityRecord } from './quality-records';
import { receptionOf, withOrigin } from './reception';
import { whereOf } from './tell-job-state';
import { invokeUserFunction, UserFunctionError } from './user-function';

export interface ConsolidationInput {
  job: JobRecord;
  round: number;
  config: LabelCategoryConfig;
  objects: DoneObject[];
  earlier: unknown[];
  /** The user's post-annotation function, if the job has one. */
  userFunction?: string;
  requestUri: string;
  annotationsUri: string;
  /** Epoch milliseconds of the batch's last answer: the labels' creation date, the same however often the step runs. */
  now: number;
}

export interface Consolidation {
  outcomes: Outcome[];
  rejected: { id: number; workerId: string; reason: string }[];
  learnt: unknown;
  /** How much the workers agreed. */
  agreement: AgreementTotals;
  /** Content of the consolidation-response file. */
  response: unknown;
  /** Content of the file of reasons beside it; a user's own function gives none. */
  explanations?: { datasetObjectId: string; explanation: Explanation }[];
  /** What the job's quality report needs of this batch. */
  records: QualityRecord[];
}

const NO_LABEL = 'ClientError: Annotation consolidation returned no label for this object';

/** Consolidates a batch by its task type, or by the user's own function (reference §5.6). */
export function consolidate(input: ConsolidationInput): Promise<Consolidation> {
  return input.userFunction ? byUserFunction(input, input.userFunction) : byTaskType(input);
}

/** Files of labels and of earlier labels in flight. */
const FILES_IN_FLIGHT = 20;

async function byTaskType(input: ConsolidationInput): Promise<Consolidation> {
  const { job, round, config, objects, earlier, now } = input;
  const { categories } = config;
  const taskType = taskTypeOf(job.request);
  const reviewed = await reviewedLabels(input, taskType);
  const attribute = job.request.LabelAttributeName;
  const result = consolidateObjects(
    taskType,
    objects.map(({ id, answers }) => ({
      id,
      answers: answers.map(({ workerId, content }) => ({ workerId, content: JSON.parse(content) })),
      reviewed: reviewed.get(id),
    })),
    { categories, earlier },
  );
  const facts = { jobName: job.request.LabelingJobName, humanAnnotated: true, creationDate: creationDate(now) };
  const asked = new Map(objects.map((object) => [object.id, object]));
  const receptions = new Map(
    result.objects.map(({ id, answers }) => [id, receptionOf(taskType, categories, asked.get(id)!, answers)]),
  );
  const outcomes: Outcome[] = [];
  await mapConcurrently(result.objects, FILES_IN_FLIGHT, async ({ id, label, failureReason }) => {
    if (label === undefined) {
      const set = failedSet(attribute, `ClientError: ${failureReason || NO_LABEL}`, 1);
      outcomes.push({ id, kind: 'failed', set });
      return;
    }
    const { answers, preLabel } = asked.get(id)!;
    const workerResponseUri = outputTree.workerResponse(outputFolder(job.request), round, id, lastOf(answers));
    const set = await labelEntries(job, taskType, categories, { id, label, facts: { ...facts, workerResponseUri } });
    outcomes.push({ id, kind: 'human', set: withOrigin(set, attribute, preLabel, receptions.get(id)) });
  });
  outcomes.sort((a, b) => a.id - b.id);
  const secondsOf = new Map(
    objects.flatMap(({ id, answers }) =>
      answers.map(({ workerId, timeSpentSeconds }) => [`${id} ${workerId}`, timeSpentSeconds] as const),
    ),
  );
  return {
    outcomes,
    rejected: result.rejected,
    learnt: result.learnt,
    agreement: totalsOf(
      result.objects.flatMap(({ confidence, answers }) =>
        confidence === undefined ? [] : [{ confidence, ...pairs(taskType, answers) }],
      ),
    ),
    response: responseOf(outcomes),
    explanations: result.objects.flatMap(({ id, explanation }) =>
      explanation ? [{ datasetObjectId: String(id), explanation: writtenExplanation(explanation) }] : [],
    ),
    records: result.objects.map(({ id, answers, agreed }) => ({
      id,
      answers: answers.map((answer) => ({ ...answer, seconds: secondsOf.get(`${id} ${answer.workerId}`) })),
      label: agreed,
      model: receptions.get(id),
    })),
  };
}

/** When the last of an object's answers came; its worker-response file is named by it. */
export const lastOf = (answers: DoneObject['answers']): number =>
  Math.max(...answers.map(({ submittedAt }) => submittedAt));

/** The labels that the objects' workers looked at, as answers, by object. */
async function reviewedLabels({ job, config, objects }: ConsolidationInput, taskType: TaskType) {
  const reviewed = new Map<number, unknown>();
  const { categories } = config;
  if (!taskType.reviews?.includes(taskType.metadataType)) return reviewed;
  await mapConcurrently(objects, FILES_IN_FLIGHT, async ({ id, line }) => {
    const attribute = reviewedOn(job, taskType, line, config);
    const label = attribute && (await readLabelOf(taskType, line, attribute, categories));
    if (label) reviewed.set(id, taskType.answerOf(label, categories));
  });
  return reviewed;
}

/** Pairs of workers say how noisy labels are where answers are the same or not; shapes and spans never are quite the same. */
function pairs({ learner, consolidator }: TaskType, answers: { answer: unknown }[]) {
  if (!learner?.exact) return { pairs: 0, agreeing: 0 };
  return pairsAmong(answers, (a, b) => consolidator.distance(a.answer, b.answer) === 0);
}

/** The consolidation-response file in the shape a post-annotation function returns. */
const responseOf = (outcomes: Outcome[]) =>
  outcomes
    .filter(({ kind }) => kind === 'human')
    .map(({ id, set }) => ({ datasetObjectId: String(id), consolidatedAnnotation: { content: set } }));

const userResponse = z.array(
  z.object({
    datasetObjectId: z.union([z.string(), z.number()]).transform(Number),
    consolidatedAnnotation: z.object({ content: z.record(z.string(), z.unknown()) }),
  }),
);

async function byUserFunction(input: ConsolidationInput, functionArn: string): Promise<Consolidation> {
  const { job, objects } = input;
  const { categories } = input.config;
  const attribute = job.request.LabelAttributeName;
  const response = await invokeUserFunction(functionArn, {
    version: '2018-10-16',
    labelingJobArn: labelingJobArn(job.jobKey, whereOf(functionArn)),
    labelCategories: categories.map(({ label }) => label),
    labelAttributeName: attribute,
    roleArn: job.request.RoleArn,
    payload: { s3Uri: input.requestUri },
    outputConfig: input.annotationsUri,
  });
  const parsed = userResponse.safeParse(response);
  if (!parsed.success)
    throw new UserFunctionError(
      `${functionArn} did not return a list of {datasetObjectId, consolidatedAnnotation: {content}}: ${z.prettifyError(parsed.error)}`,
    );
  const returned = new Map(
    parsed.data.map(({ datasetObjectId, consolidatedAnnotation }) => [datasetObjectId, consolidatedAnnotation.content]),
  );
  const metadata = {
    type: 'groundtruth/custom',
    'job-name': `labeling-job/${job.jobKey}`,
    'human-annotated': 'yes',
    'creation-date': creationDate(input.now),
  };
  const outcomes = objects.map(({ id, preLabel }): Outcome => {
    const content = returned.get(id);
    return content
      ? {
          id,
          kind: 'human',
          set: withOrigin({ ...content, [`${attribute}-metadata`]: metadata }, attribute, preLabel),
        }
      : { id, kind: 'failed', set: failedSet(attribute, NO_LABEL, 1) };
  });
  const labelled = outcomes.filter(({ kind }) => kind === 'human').length;
  return {
    outcomes,
    rejected: [],
    learnt: null,
    agreement: { ...noAgreement, objects: labelled },
    response,
    records: [],
  };
}
