/**
 * Consolidates semantic masks: several workers' masks of an image become one. The confidence is the IoU with the truth to expect, mean over the
 * classes decided; the explanation has one part per class with its share of the image, and each worker's IoU with the result.
 */
import { readSemanticMask } from '../../formats/mask/read-semantic';
import { canonicalMask, type SemanticMask } from '../../formats/mask/semantic-mask';
import type { ConsolidationOutcome, Consolidator } from '../consolidator';
import type { ExplainedPart, Explanation } from '../explanation';
import { compareMasks, overlaps } from './compare-masks';
import { contourConsensus } from './contour-consensus';
import { majorityVoteMasks } from './majority-vote';
import type { FusedMask, MaskMethod } from './mask-method';
import { type MaskStack, stackMasks } from './mask-stack';
import { stapleMasks } from './staple';

const METHODS: Record<string, MaskMethod> = {
  'contour-consensus': contourConsensus,
  'majority-vote': majorityVoteMasks,
  staple: stapleMasks,
};

export const semanticMaskConsolidator: Consolidator<SemanticMask, SemanticMask> = {
  methods: ['contour-consensus', 'majority-vote', 'staple'],
  readAnswer: (content, options) => readSemanticMask(content, options),
  consolidate(objects, options) {
    const name = options.method ?? this.methods[0];
    const method = METHODS[name];
    if (!method)
      throw new RangeError(
        `there is no method ${JSON.stringify(name)} for masks; there are ${this.methods.join(', ')}`,
      );
    const stacks = objects.map(({ answers }) => stackMasks(answers, options.categories));
    const answered = stacks.filter((stack) => stack !== undefined);
    const { fused, learnt } = method(answered, options.earlier ?? []);
    const skills = new Map<string, number>();
    const results = new Map<MaskStack, FusedMask>(answered.map((stack, i) => [stack, fused[i]!]));
    const outcome: ConsolidationOutcome<SemanticMask> = {
      objects: stacks.map((stack) => stack && labelOf(stack, results.get(stack)!, name)),
      skills,
      learnt,
    };
    return outcome;
  },
  distance: (a, b) => 1 - compareMasks(a, b).meanIoU,
  asAnswer: (label) => label,
  measure(pairs) {
    const each = pairs.map(({ label, gold }) => (label ? compareMasks(label, gold) : { meanIoU: 0, pixelAccuracy: 0 }));
    const ious = each.map(({ meanIoU }) => meanIoU).sort((a, b) => a - b);
    const middle = ious.length >> 1;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      meanIoU: mean(ious),
      medianIoU: ious.length % 2 ? ious[middle]! : (ious[middle - 1]! + ious[middle]!) / 2,
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
    decided.length > 0 ? decided.reduce((sum, name) => sum + of(name), 0) / decided.length : fused.expectedIoU[0]!;
  return { label, confidence, explanation: explain(stack, fused, method) };
}

function explain(stack: MaskStack, fused: FusedMask, method: string): Explanation {
  const { classes, workerIds, runs, width, height } = stack;
  const met = runs.map((own) => overlaps(own, fused.runs, classes.length));
  const areas = new Float64Array(classes.length + 1);
  for (let i = 0; i < fused.runs.length; i += 2) areas[fused.runs[i]!]! += fused.runs[i + 1]!;
  const part = (k: number): ExplainedPart => {
    const choice = { label: k === 0 ? null : classes[k - 1]!, share: areas[k]! / (width * height) };
    const decided = areas[k]! > 0;
    const confidence = fused.expectedIoU[k]!;
    return {
      decided: decided ? choice : null,
      confidence,
      votes: workerIds.map((workerId, w) => {
        const { both, either } = met[w]!;
        const own = both[k]! + either[k]! - areas[k]!;
        return {
          workerId,
          answer: own > 0 ? { share: own / (width * height), iou: both[k]! / either[k]! } : null,
          weight: fused.weights[w]! * (own > 0 === decided ? 1 : -1),
        };
      }),
      alternatives: [],
    };
  };
  return { version: 1, method, parts: classes.map((_, k) => part(k + 1)) };
}
