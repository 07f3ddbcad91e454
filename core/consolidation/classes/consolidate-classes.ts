/** The methods for single classes by name, on typed arrays: what the consolidator, the command and the benchmark call. */
import type { ClassAnswers, ClassConsensus, ConfusionCounts } from './class-answers';
import { inCanonicalOrder } from './class-answers';
import { PUBLISHED_PRIORS, STEADY_PRIORS } from './confusion-priors';
import { dawidSkene } from './dawid-skene';
import { expectedConfusions } from './default/expected-confusions';
import { modelAverage } from './default/model-average';
import { glad } from './glad';
import { mace } from './mace';
import { majorityVote } from './majority-vote';
import { mmsr } from './mmsr';
import { oneCoin } from './one-coin';
import { publishedConsolidation } from './published';
import { weightedMajorityVote } from './weighted-majority-vote';
import { zeroBasedSkill } from './zero-based-skill';

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

/** As published: twenty rounds, or the log-likelihood (about one nat an answer) changing by 1e-8 of itself. */
const PUBLISHED_STOP = { epochs: 20, tolerance: 1e-8 };

const METHODS = {
  'model-average': modelAverage,
  'dawid-skene-steady': (answers, { earlier }) => withSkills(dawidSkene(answers, { earlier, priors: STEADY_PRIORS })),
  'dawid-skene': (answers, { earlier }) =>
    withSkills(dawidSkene(answers, { earlier, priors: PUBLISHED_PRIORS, ...PUBLISHED_STOP })),
  'ground-truth': (answers) => withSkills(publishedConsolidation(answers)),
  'one-coin': (answers) => withConfusions(answers, oneCoin(answers)),
  glad: (answers) => withConfusions(answers, glad(answers)),
  mace: (answers) => withConfusions(answers, mace(answers)),
  mmsr: (answers) => withConfusions(answers, mmsr(answers)),
  'zero-based-skill': (answers) => withConfusions(answers, zeroBasedSkill(answers)),
  'weighted-majority-vote': (answers) => withConfusions(answers, weightedMajorityVote(answers)),
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

const withSkills = <Result extends { accuracies: Float64Array }>({ accuracies, ...result }: Result) => ({
  ...result,
  skills: accuracies,
});

/** For methods that keep no confusion counts of their own. */
function withConfusions(answers: ClassAnswers, { labels, confidences }: ClassConsensus): ClassMethodResult {
  return { labels, confidences, ...expectedConfusions(answers, { labels, confidences }) };
}

/** A worker who gave the same answer to an object twice has said it once. */
function withoutRepeats(answers: ClassAnswers): ClassAnswers {
  const order = inCanonicalOrder(answers);
  const isRepeat = (at: number): boolean => {
    const i = order[at]!;
    const before = order[at - 1]!;
    return (
      answers.object[i] === answers.object[before] &&
      answers.worker[i] === answers.worker[before] &&
      answers.label[i] === answers.label[before]
    );
  };
  let repeats = 0;
  for (let at = 1; at < order.length; at++) if (isRepeat(at)) repeats++;
  if (repeats === 0) return answers;
  const kept = order.filter((_, at) => at === 0 || !isRepeat(at));
  const gather = (values: Int32Array) => kept.map((i) => values[i]!);
  return {
    ...answers,
    object: gather(answers.object),
    worker: gather(answers.worker),
    label: gather(answers.label),
  };
}
