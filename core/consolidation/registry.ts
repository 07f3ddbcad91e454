/** The consolidator of each kind of answer, by task type as the command line, the templates and Ground Truth's built-in functions name it. */
import { classConsolidator } from './classes/consolidator';
import type { Consolidator } from './consolidator';
import { freeTextConsolidator } from './free-text/consolidator';
import { instanceMaskConsolidator } from './masks/instance-mask-consolidator';
import { semanticMaskConsolidator } from './masks/semantic-mask-consolidator';
import { multiLabelConsolidator } from './multi-label/consolidator';
import { numberConsolidator } from './numbers/consolidator';
import { rankingConsolidator } from './ranking/consolidator';
import { boxConsolidator } from './shapes/boxes';
import { cuboidConsolidator } from './shapes/cuboids';
import { keypointConsolidator } from './shapes/keypoints';
import { lineConsolidator } from './shapes/lines';
import { polygonConsolidator } from './shapes/polygons';
import { polylineConsolidator } from './shapes/polylines';
import { spanConsolidator } from './spans/consolidator';
import { cuboidTrackConsolidator } from './tracks/cuboid-tracks';
import { trackConsolidator } from './tracks/video-tracks';

export interface ConsolidationKind {
  /** The task type's name here: `image-classification`. */
  slug: string;
  /** Other task types whose answers are of this kind. */
  otherSlugs: readonly string[];
  /** Suffixes of Ground Truth's built-in functions (`ACS-ImageMultiClass`) whose answers are of this kind. */
  groundTruthSuffixes: readonly string[];
  /** Whether a label is right or wrong as a whole; its confidence is then the probability that it is right, and can be held against gold. */
  exact: boolean;
  /** Whether all answers of a worker to one object count, as with several versions of a text. Else the last one is taken to correct those before. */
  everyAnswerCounts: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: each kind has answers and labels of its own.
  consolidator: Consolidator<any, any>;
}

const EXACT: ReadonlySet<unknown> = new Set([classConsolidator, multiLabelConsolidator, rankingConsolidator]);

/** Names in lower case are task types here, the others Ground Truth's suffixes. */
const kind = (
  slug: string,
  consolidator: ConsolidationKind['consolidator'],
  ...names: string[]
): ConsolidationKind => ({
  slug,
  otherSlugs: names.filter((name) => name === name.toLowerCase()),
  groundTruthSuffixes: names.filter((name) => name !== name.toLowerCase()),
  exact: EXACT.has(consolidator),
  everyAnswerCounts: slug === 'free-text',
  consolidator,
});

export const consolidationKinds: readonly ConsolidationKind[] = [
  // Verification asks for one class too: whether the label shown is right.
  kind(
    'image-classification',
    classConsolidator,
    'ImageMultiClass',
    'VerificationBoundingBox',
    'VerificationSemanticSegmentation',
    'VideoMultiClass',
    'VideoClassification',
    'bounding-box-verification',
    'semantic-segmentation-verification',
  ),
  kind('text-classification', classConsolidator, 'TextMultiClass'),
  kind('image-multi-label', multiLabelConsolidator, 'ImageMultiClassMultiLabel'),
  kind('text-multi-label', multiLabelConsolidator, 'TextMultiClassMultiLabel'),
  kind('bounding-box', boxConsolidator, 'BoundingBox', 'AdjustmentBoundingBox', 'bounding-box-adjustment'),
  kind('polygon', polygonConsolidator),
  kind('polyline', polylineConsolidator),
  kind('line', lineConsolidator),
  kind('keypoint', keypointConsolidator),
  kind(
    'semantic-segmentation',
    semanticMaskConsolidator,
    'SemanticSegmentation',
    'AdjustmentSemanticSegmentation',
    'semantic-segmentation-adjustment',
  ),
  kind('instance-segmentation', instanceMaskConsolidator),
  kind('named-entity-recognition', spanConsolidator, 'NamedEntityRecognition'),
  kind('ranking', rankingConsolidator, 'pairwise-ranking'),
  kind('free-text', freeTextConsolidator, 'image-captioning'),
  kind('number', numberConsolidator),
  kind('cuboid', cuboidConsolidator, '3DPointCloudObjectDetection', 'Adjustment3DPointCloudObjectDetection'),
  kind('video-object-tracking', trackConsolidator, 'VideoObjectTracking', 'AdjustmentVideoObjectTracking'),
  kind(
    'point-cloud-object-tracking',
    cuboidTrackConsolidator,
    '3DPointCloudObjectTracking',
    'Adjustment3DPointCloudObjectTracking',
  ),
];

/** By slug or by Ground Truth's suffix, with or without `ACS-` or `PRE-`, in any case of letters. */
export function consolidationKindOf(name: string): ConsolidationKind | undefined {
  const wanted = name.replace(/^(ACS|PRE)-/i, '').toLowerCase();
  return consolidationKinds.find(
    ({ slug, otherSlugs, groundTruthSuffixes }) =>
      slug === wanted ||
      otherSlugs.includes(wanted) ||
      groundTruthSuffixes.some((suffix) => suffix.toLowerCase() === wanted),
  );
}
