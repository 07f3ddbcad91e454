import boundingBox from '../../ui-templates/bounding-box.liquid.html';
import boundingBoxAdjustment from '../../ui-templates/bounding-box-adjustment.liquid.html';
import boundingBoxVerification from '../../ui-templates/bounding-box-verification.liquid.html';
import freeText from '../../ui-templates/free-text.liquid.html';
import imageCaptioning from '../../ui-templates/image-captioning.liquid.html';
import imageClassification from '../../ui-templates/image-classification.liquid.html';
import imageMultiLabel from '../../ui-templates/image-multi-label.liquid.html';
import instanceSegmentation from '../../ui-templates/instance-segmentation.liquid.html';
import boundingBoxJa from '../../ui-templates/ja/bounding-box.liquid.html';
import boundingBoxAdjustmentJa from '../../ui-templates/ja/bounding-box-adjustment.liquid.html';
import boundingBoxVerificationJa from '../../ui-templates/ja/bounding-box-verification.liquid.html';
import freeTextJa from '../../ui-templates/ja/free-text.liquid.html';
import imageCaptioningJa from '../../ui-templates/ja/image-captioning.liquid.html';
import imageClassificationJa from '../../ui-templates/ja/image-classification.liquid.html';
import imageMultiLabelJa from '../../ui-templates/ja/image-multi-label.liquid.html';
import instanceSegmentationJa from '../../ui-templates/ja/instance-segmentation.liquid.html';
import keypointJa from '../../ui-templates/ja/keypoint.liquid.html';
import namedEntityRecognitionJa from '../../ui-templates/ja/named-entity-recognition.liquid.html';
import pairwiseRankingJa from '../../ui-templates/ja/pairwise-ranking.liquid.html';
import polygonJa from '../../ui-templates/ja/polygon.liquid.html';
import polylineJa from '../../ui-templates/ja/polyline.liquid.html';
import semanticSegmentationJa from '../../ui-templates/ja/semantic-segmentation.liquid.html';
import semanticSegmentationAdjustmentJa from '../../ui-templates/ja/semantic-segmentation-adjustment.liquid.html';
import semanticSegmentationVerificationJa from '../../ui-templates/ja/semantic-segmentation-verification.liquid.html';
import textClassificationJa from '../../ui-templates/ja/text-classification.liquid.html';
import textMultiLabelJa from '../../ui-templates/ja/text-multi-label.liquid.html';
import keypoint from '../../ui-templates/keypoint.liquid.html';
import namedEntityRecognition from '../../ui-templates/named-entity-recognition.liquid.html';
import pairwiseRanking from '../../ui-templates/pairwise-ranking.liquid.html';
import polygon from '../../ui-templates/polygon.liquid.html';
import polyline from '../../ui-templates/polyline.liquid.html';
import semanticSegmentation from '../../ui-templates/semantic-segmentation.liquid.html';
import semanticSegmentationAdjustment from '../../ui-templates/semantic-segmentation-adjustment.liquid.html';
import semanticSegmentationVerification from '../../ui-templates/semantic-segmentation-verification.liquid.html';
import textClassification from '../../ui-templates/text-classification.liquid.html';
import textMultiLabel from '../../ui-templates/text-multi-label.liquid.html';
import type { Language } from './notice-page';

const templates: Record<Language, Record<string, string>> = {
  en: {
    'image-classification': imageClassification,
    'image-multi-label': imageMultiLabel,
    'text-classification': textClassification,
    'text-multi-label': textMultiLabel,
    'bounding-box': boundingBox,
    polygon: polygon,
    polyline: polyline,
    keypoint: keypoint,
    'semantic-segmentation': semanticSegmentation,
    'instance-segmentation': instanceSegmentation,
    'named-entity-recognition': namedEntityRecognition,
    'image-captioning': imageCaptioning,
    'free-text': freeText,
    'pairwise-ranking': pairwiseRanking,
    'bounding-box-verification': boundingBoxVerification,
    'bounding-box-adjustment': boundingBoxAdjustment,
    'semantic-segmentation-verification': semanticSegmentationVerification,
    'semantic-segmentation-adjustment': semanticSegmentationAdjustment,
  },
  ja: {
    'image-classification': imageClassificationJa,
    'image-multi-label': imageMultiLabelJa,
    'text-classification': textClassificationJa,
    'text-multi-label': textMultiLabelJa,
    'bounding-box': boundingBoxJa,
    polygon: polygonJa,
    polyline: polylineJa,
    keypoint: keypointJa,
    'semantic-segmentation': semanticSegmentationJa,
    'instance-segmentation': instanceSegmentationJa,
    'named-entity-recognition': namedEntityRecognitionJa,
    'image-captioning': imageCaptioningJa,
    'free-text': freeTextJa,
    'pairwise-ranking': pairwiseRankingJa,
    'bounding-box-verification': boundingBoxVerificationJa,
    'bounding-box-adjustment': boundingBoxAdjustmentJa,
    'semantic-segmentation-verification': semanticSegmentationVerificationJa,
    'semantic-segmentation-adjustment': semanticSegmentationAdjustmentJa,
  },
};

/** The template a task type brings, by slug, in the worker's language where there is one; carried in the bundle as text. */
export const builtInTemplate = (slug: string, language: Language): string | undefined =>
  templates[language][slug] ?? templates.en[slug];
