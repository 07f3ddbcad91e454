/** SageMaker's built-in semantic segmentation: an image in, a PNG out whose pixel values are class numbers, 0 the background. */
import { PngProblem, readPngRows } from '../formats/mask/png-rows';
import { RunBuilder } from '../formats/mask/semantic-mask';
import { type EndpointAdapter, type EndpointTask, ObjectProblem, ReplyProblem } from './adapter';
import { checkAnswer } from './check-answer';
import { imageHeader } from './image-header';
import { answerOf } from './object-answer';
import { beginning } from './read-reply';

/** A class map holds no score. The endpoint is taken at its word, and validation alone decides. */
const CONFIDENCE = 1;

export const sagemakerSemanticSegmentation: EndpointAdapter = {
  slug: 'sagemaker-semantic-segmentation',
  taskTypes: ['semantic-segmentation'],
  readsFiles: true,
  mostObjects: () => 1,
  request: ([{ file }]) => ({ contentType: imageHeader(file).type, accept: 'image/png', body: file! }),
  read(reply, [object], task) {
    const map = readClassMap(reply.body);
    return [
      answerOf(object, () => {
        const { width, height } = imageHeader(object.file);
        if (map.width !== width || map.height !== height)
          throw new ObjectProblem(
            `the class map has ${map.width} x ${map.height} pixels, the image ${width} x ${height}`,
          );
        return { answer: checkAnswer(maskOf(map, task), task), confidence: CONFIDENCE };
      }),
    ];
  },
};

interface ClassMap {
  width: number;
  height: number;
  runs: number[];
}

function readClassMap(bytes: Uint8Array): ClassMap {
  const builder = new RunBuilder();
  const size = { width: 0, height: 0 };
  let oneChannel = true;
  try {
    readPngRows(bytes, ({ width, height, bitDepth, colourType }, row) => {
      oneChannel = (colourType === 0 || colourType === 3) && bitDepth <= 8;
      if (!oneChannel) return;
      Object.assign(size, { width, height });
      const perByte = 8 / bitDepth;
      const most = (1 << bitDepth) - 1;
      for (let x = 0; x < width; x += 1)
        builder.push((row[Math.floor(x / perByte)]! >> (8 - bitDepth * (1 + (x % perByte)))) & most, 1);
    });
  } catch (error) {
    if (!(error instanceof PngProblem)) throw error;
    throw new ReplyProblem(
      bytes.length === 0 ? 'the reply is empty' : `the reply is no PNG: ${error.message}${said(bytes)}`,
    );
  }
  if (!oneChannel) throw new ReplyProblem('the reply is a PNG, but not of one channel of at most 8 bits');
  return { ...size, runs: builder.runs };
}

/** What stands there instead, where it can be read. */
function said(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 200));
  return /^[\s\x20-\x7e]+$/.test(text) ? `: ${beginning(text)}` : '';
}

/** The map as mask. The number 0 is the background unless `EndpointLabels` says otherwise; the job's labels follow from 1 on. */
function maskOf({ width, height, runs }: ClassMap, { labels, names }: EndpointTask) {
  const classOf = new Map<number, number>();
  const builder = new RunBuilder();
  for (let i = 0; i < runs.length; i += 2) {
    const value = runs[i]!;
    let number = classOf.get(value);
    if (number === undefined) {
      const label = value === 0 && !names.maps('0') ? undefined : names.ofIndex(value, 1);
      number = label === undefined ? 0 : labels.indexOf(label) + 1;
      classOf.set(value, number);
    }
    builder.push(number, runs[i + 1]!);
  }
  return { width, height, classes: [...labels], runs: builder.runs };
}
