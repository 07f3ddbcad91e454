import { z } from 'zod';
import { type AgreementTotals, noAgreement, pairsAmong, totalsOf } from '../../core/active-learning/human-noise';
import { type Explanation, writtenExplanation } from '../../core/consolidation/explanation';
import { labelingJobArn } from '../../core/job/events';
import type { JobRecord } from '../../core/job/job';
import type { LabelCategory } from '../../core/job/label-categories';
import { creationDate } from '../../core/manifest/creation-date';
import { failedSet, type Outcome } from '../../core/manifest/outcome';
import { consolidateObjects } from '../../task-types/consolidate-objects';
import { taskTypeOf } from '../../task-types/registry';
import type { TaskType } from '../../task-types/task-type';
import type { DoneObject } from './done-tasks';
import type { QualityRecord } from './quality-records';
import { receptionOf, withOrigin } from './reception';
import { whereOf } from './tell-job-state';
import { invokeUserFunction, UserFunctionError } from './user-function';

export interface ConsolidationInput {
  job: JobRecord;
  categories: LabelCategory[];
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

async function byTaskType({ job, categories, objects, earlier, now }: ConsolidationInput): Promise<Consolidation> {
  const taskType = taskTypeOf(job.request);
  const attribute = job.request.LabelAttributeName;
  const result = consolidateObjects(
    taskType,
    objects.map(({ id, answers }) => ({
      id,
      answers: answers.map(({ workerId, content }) => ({ workerId, content: JSON.parse(content) })),
    })),
    { categories, earlier },
  );
  const facts = { jobName: job.request.LabelingJobName, humanAnnotated: true, creationDate: creationDate(now) };
  const asked = new Map(objects.map((object) => [object.id, object]));
  const receptions = new Map(
    result.objects.map(({ id, answers }) => [id, receptionOf(taskType, categories, asked.get(id)!, answers)]),
  );
  const outcomes = result.objects.map(({ id, label, failureReason }): Outcome => {
    if (label === undefined)
      return { id, kind: 'failed', set: failedSet(attribute, `ClientError: ${failureReason ?? NO_LABEL}`, 1) };
    const set = taskType.output(label, attribute, categories, facts);
    return { id, kind: 'human', set: withOrigin(set, attribute, asked.get(id)!.preLabel, receptions.get(id)) };
  });
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
  const { job, categories, objects } = input;
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
