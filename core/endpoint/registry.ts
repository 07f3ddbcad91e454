import type { EndpointAdapter } from './adapter';
import { blazingtext } from './blazingtext';
import { huggingFace, huggingFaceZeroShot } from './hugging-face';
import { plumblineAdapter } from './plumbline';
import { sagemakerImageClassification } from './sagemaker-image-classification';
import { sagemakerObjectDetection } from './sagemaker-object-detection';
import { sagemakerSemanticSegmentation } from './sagemaker-semantic-segmentation';

/** The formats that are understood, by the name a request gives them (`Plumbline.EndpointAdapter`). */
export const adapters: readonly EndpointAdapter[] = [
  plumblineAdapter,
  sagemakerImageClassification,
  blazingtext,
  sagemakerObjectDetection,
  sagemakerSemanticSegmentation,
  huggingFace,
  huggingFaceZeroShot,
];

/** @throws RangeError */
export function endpointAdapter(slug: string): EndpointAdapter {
  const found = adapters.find((adapter) => adapter.slug === slug);
  if (!found) throw new RangeError(`there is no endpoint adapter "${slug}"`);
  return found;
}
