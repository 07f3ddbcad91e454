/** The methods for single classes by name, on typed arrays: what the consolidator, the command and the benchmark call. */
import type { ClassAnswers, ClassConsensus, ConfusionCounts } from './class-answers';
import { inCanonicalOrder } from './class-answers';
import { PUBLISHED_PRIORS, STEADY_PRIORS } from './confusion-priors';
import { dawidSkene } from './dawid-skene';
import { expectedConfusions } from './default/expected-confusions';
import { majorityVote } from './majority-vote';

export interface ClassMethodOptions {
  /** What earlier batches taught about these workers, same indices. */
  earlier?: ConfusionCounts;
}

export interface ClassMethodResult extends ClassConsensus {
  /** Estimated share of right answers per worker, 0…1, earlier batches included. */
  skills: Float64Array;
  /** Expected confusion counts of this batch alone; later batches take them as `earlier`. */
  workers: ConfusionCounts;
  /** The classes an object may have and their probabilities, where the method has them. Unlikely ones may be missing. */
  posterior?(object: number): { label: number; probability: number }[];
  /** Log-likelihood of a worker's answer when the true class is given, where the method has it. */
  logLikelihood?(worker: number, answer: number, trueClass: number): number;
}

export interface ClassesConsolidated extends ClassMethodResult {
  method: string;
}

type ClassMethod = (answers: ClassAnswers, options: ClassMethodOptions) => ClassMethodResult;

const METHODS = {
  'dawid-skene-steady': (answers, { earlier }) => {
    const { accuracies, ...result } = dawidSkene(answers, { earlier, priors: STEADY_PRIORS });
    return { ...result, skills: accuracies };
  },
  'dawid-skene': (answers, { earlier }) => {
    const { accuracies, ...result } = dawidSkene(answers, { earlier, priors: PUBLISHED_PRIORS });
    return { ...result, skills: accuracies };
  },
  'majority-vote': (answers) => withConfusions(answers, majorityVote(answers)),
} satisfies Record<string, ClassMethod>;

/** Best first: the first is the default. */
export const CLASS_METHODS = Object.keys(METHODS) as [string, ...string[]];

/** Labels, confidences and worker skills out of answers. @throws RangeError when the method is unknown. */
export function consolidateClasses(
  answers: ClassAnswers,
  { method = CLASS_METHODS[0], earlier }: ClassMethodOptions & { method?: string } = {},
): ClassesConsolidated {
  if (!Object.hasOwn(METHODS, method))
    throw new RangeError(`no method ${JSON.stringify(method)} for classes; there are ${CLASS_METHODS.join(', ')}`);
  const run: ClassMethod = METHODS[method as keyof typeof METHODS];
  return { method, ...run(withoutRepeats(answers), { earlier }) };
}

/** For methods that keep no confusion counts of their own. */
function withConfusions(answers: ClassAnswers, consensus: ClassConsensus): ClassMethodResult {
  return { ...consensus, ...expectedConfusions(answers, consensus) };
}

/** A worker who gave the same answer to an object twice has said it once. Answers come in canonical order. */
function withoutRepeats(answers: ClassAnswers): ClassAnswers {
  const order = inCanonicalOrder(answers);
  const kept = order.filter((i, at) => {
    const before = order[at - 1]!;
    return (
      at === 0 ||
      answers.object[i] !== answers.object[before] ||
      answers.worker[i] !== answers.worker[before] ||
      answers.label[i] !== answers.label[before]
    );
  });
  return {
    ...answers,
    object: kept.map((i) => answers.object[i]!),
    worker: kept.map((i) => answers.worker[i]!),
    label: kept.map((i) => answers.label[i]!),
  };
}
