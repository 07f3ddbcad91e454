/**
 * Consolidates semantic masks: several workers' masks of an image become one. The confidence is the IoU with the truth to expect, mean over the
 * classes decided; the explanation has one part per class with its share of the image, and each worker's IoU with the result.
 */
import { readSemanticMask } from '../../formats/mask/read-semantic';
import { canonicalMask, type SemanticMask } from '../../formats/mask/semantic-mask';
import type { ConsolidationOutcome, Consolidator } from '../consolidator';
import type { ExplainedPart, Explanation, Vote } from '../explanation';
import { compareMasks, overlaps } from './compare-masks';
import { contourConsensus } from './contour-consensus';
import { medianOf } from './displacement-model';
import { majorityVoteMasks } from './majority-vote';
import type { FusedMask, MaskMethod } from './mask-method';
import { skillsOf, sumAgreement, withAgreement } from './mask-skill';
import { compareStacks, type MaskStack, stackMasks } from './mask-stack';
import { stapleMasks } from './staple';

const METHODS = new Map<string, MaskMethod>([
  ['contour-consensus', contourConsensus],
  ['majority-vote', majorityVoteMasks],
  ['staple', stapleMasks],
]);

export const semanticMaskConsolidator: Consolidator<SemanticMask, SemanticMask> = {
  methods: ['contour-consensus', 'majority-vote', 'staple'],
  readAnswer: (content, options) => readSemanticMask(content, options),
  consolidate(objects, options) {
    const name = options.method ?? 'contour-consensus';
    const method = METHODS.get(name);
    if (!method)
      throw new RangeError(
        `there is no method ${JSON.stringify(name)} for masks; there are ${[...METHODS.keys()].join(', ')}`,
      );
    const stacks = objects.map(({ answers }) => stackMasks(answers, options.categories));
    // Sums must not depend on the order in which objects come.
    const answered = stacks.filter((stack) => stack !== undefined).sort(compareStacks);
    const earlier = options.earlier ?? [];
    const { fused, learnt } = method(answered, earlier);
    const results = new Map<MaskStack, FusedMask>(answered.map((stack, i) => [stack, fused[i]!]));
    const agreement = sumAgreement(answered, fused);
    const outcome: ConsolidationOutcome<SemanticMask> = {
      objects: stacks.map((stack) => stack && labelOf(stack, results.get(stack)!, name)),
      skills: skillsOf(agreement, earlier),
      learnt: withAgreement(learnt, agreement),
    };
    return outcome;
  },
  distance: (a, b) => 1 - compareMasks(a, b).meanIoU,
  asAnswer: (label) => label,
  measure(pairs) {
    const each = pairs.map(({ label, gold }) => (label ? compareMasks(label, gold) : { meanIoU: 0, pixelAccuracy: 0 }));
    const ious = each.map(({ meanIoU }) => meanIoU);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    return {
      meanIoU: mean(ious),
      medianIoU: medianOf(ious, 0),
      pixelAccuracy: mean(each.map(({ pixelAccuracy }) => pixelAccuracy)),
    };
  },
};

function labelOf(stack: MaskStack, fused: FusedMask, method: string) {
  const { width, height, classes } = stack;
  const label = canonicalMask({ width, height, classes, runs: fused.runs }, classes);
  const decided = classes.filter((name) => label.classes.includes(name));
  const of = (name: string) => fused.expectedIoU[classes.indexOf(name) + 1]!;
  const confidence =
    decided.length > 0
      ? decided.reduce((sum, name) => sum + of(name), 0) / decided.length
      : shareWithout(stack.runs, 0);
  return { label, confidence, explanation: explain(stack, fused, method) };
}

function explain(stack: MaskStack, fused: FusedMask, method: string): Explanation {
  const { classes, workerIds, runs, width, height, setAside } = stack;
  const pixels = width * height;
  const met = runs.map((own) => overlaps(own, fused.runs, classes.length));
  const areas = new Float64Array(classes.length + 1);
  for (let i = 0; i < fused.runs.length; i += 2) areas[fused.runs[i]!]! += fused.runs[i + 1]!;
  const part = (k: number): ExplainedPart => {
    const decided = areas[k]! > 0;
    const confidence = decided ? fused.expectedIoU[k]! : shareWithout(runs, k);
    const votes: Vote[] = workerIds.map((workerId, w) => {
      const { both, either } = met[w]!;
      const own = both[k]! + either[k]! - areas[k]!;
      const agrees = own > 0 === decided;
      return {
        workerId,
        answer: own > 0 ? { label: classes[k - 1]!, share: own / pixels, iou: both[k]! / either[k]! } : null,
        weight: agrees ? fused.weights[w]! : -fused.weights[w]!,
      };
    });
    for (const { workerId, reason } of setAside) votes.push({ workerId, answer: { setAside: reason }, weight: 0 });
    votes.sort((a, b) => (a.workerId < b.workerId ? -1 : a.workerId > b.workerId ? 1 : 0));
    return {
      decided: decided ? { label: classes[k - 1]!, share: areas[k]! / pixels } : null,
      confidence,
      votes,
      alternatives: [],
    };
  };
  return { version: 1, method, parts: classes.map((_, k) => part(k + 1)) };
}

/** How many of the workers gave class `k` nowhere, or none of all classes where `k` is 0: where a class is not in the result, all or nothing of it is right. */
function shareWithout(runs: readonly number[][], k: number): number {
  const has = (own: readonly number[]) => own.some((value, i) => i % 2 === 0 && (k > 0 ? value === k : value > 0));
  return runs.filter((own) => !has(own)).length / runs.length;
}
