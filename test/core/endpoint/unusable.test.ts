/** What endpoints answer that is no answer: one clear reason each, at the object it concerns, and nothing lost beside it. */
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { type EndpointAnswer, ReplyProblem } from '../../../core/endpoint/adapter';
import { blazingtext } from '../../../core/endpoint/blazingtext';
import { functionContract } from '../../../core/endpoint/function-contract';
import { huggingFace, huggingFaceZeroShot } from '../../../core/endpoint/hugging-face';
import { plumblineAdapter } from '../../../core/endpoint/plumbline';
import { adapters } from '../../../core/endpoint/registry';
import { sagemakerImageClassification } from '../../../core/endpoint/sagemaker-image-classification';
import { sagemakerObjectDetection } from '../../../core/endpoint/sagemaker-object-detection';
import { sagemakerSemanticSegmentation } from '../../../core/endpoint/sagemaker-semantic-segmentation';
import { jsonReply, picture, pngOf, reply, taskOf, texts } from './task';

const problemOf = (answer: EndpointAnswer | undefined): string => (answer && 'problem' in answer ? answer.problem : '');
const GOOD = '{"id":11,"label":"dog","confidence":0.9}';

describe('our own contract', () => {
  const task = taskOf('text-classification');
  const asked = texts('first', 'second');

  test.each([
    ['NaN as Python writes it', '{"id":10,"label":"cat","confidence":NaN}', 'confidence is "NaN", not a number'],
    [
      'an infinite confidence',
      '{"id":10,"label":"cat","confidence":-Infinity}',
      'confidence is "-Infinity", not a number',
    ],
    ['a negative confidence', '{"id":10,"label":"cat","confidence":-0.2}', 'confidence is -0.2, not from 0 to 1'],
    ['a confidence in percent', '{"id":10,"label":"cat","confidence":97}', 'confidence is 97, not from 0 to 1'],
    ['a confidence in quotes', '{"id":10,"label":"cat","confidence":"0.9"}', 'confidence is "0.9", not a number'],
    ['null as confidence', '{"id":10,"label":"cat","confidence":null}', 'confidence is null, not a number'],
    ['no confidence', '{"id":10,"label":"cat"}', 'confidence is missing'],
    ['no label', '{"id":10,"confidence":0.5}', 'label is missing'],
    [
      'a label the job does not have',
      '{"id":10,"label":"wolf","confidence":1}',
      'the label "wolf" is none of the job\'s labels; EndpointLabels can say which it is',
    ],
    ['a label that is a number', '{"id":10,"label":1,"confidence":1}', 'the answer holds no {"element":{"label":"…"}}'],
    [
      'a label of another kind',
      '{"id":10,"label":{"boxes":[]},"confidence":1}',
      'the answer holds no {"element":{"label":"…"}}',
    ],
    [
      'a score that is no probability',
      '{"id":10,"label":"cat","confidence":1,"scores":{"cat":2}}',
      'scores["cat"] is 2, not from 0 to 1',
    ],
    [
      'scores that are a list',
      '{"id":10,"label":"cat","confidence":1,"scores":[1]}',
      'scores is [1], not {"<label>": probability}',
    ],
    ['an error', '{"id":10,"error":"the image is broken"}', 'the image is broken'],
    ['a cut-off line', '{"id":10,"label":"ca', "the reply's 2 entries hold none with the id 10; entry 1 is not JSON"],
    [
      'another id',
      '{"id":99,"label":"cat","confidence":1}',
      "the reply's 2 entries hold none with the id 10; entry 1 has the id 99",
    ],
    ['an id in quotes', '{"id":"10","label":"cat","confidence":1}', 'entry 1 has the id "10"'],
    ['no object', '[10]', 'entry 1 is [10], not an object'],
    ['nothing', '', "the reply's 1 entries hold none with the id 10"],
    [
      'the id twice',
      '{"id":10,"label":"cat","confidence":1}\n{"id":10,"label":"dog","confidence":1}',
      'the reply holds the id 10 more than once',
    ],
  ])('%s', (_, line, problem) => {
    const [first, second] = plumblineAdapter.read(reply(`${line}\n${GOOD}\n`), asked, task);
    expect(problemOf(first)).toContain(problem);
    expect(second).toEqual({ id: 11, answer: 'dog', confidence: 0.9 });
  });

  test('answers come in any order', () => {
    const answers = plumblineAdapter.read(reply(`${GOOD}\n{"id":10,"label":"cat","confidence":1}`), asked, task);
    expect(answers).toEqual([
      { id: 10, answer: 'cat', confidence: 1 },
      { id: 11, answer: 'dog', confidence: 0.9 },
    ]);
  });

  test.each([
    ['empty', '', 'the reply is empty'],
    ['white space', ' \n\n', 'the reply is empty'],
    [
      'an error page',
      '<html>\n<body>502 Bad Gateway</body></html>',
      'the reply is a page, not JSON: <html> <body>502 Bad Gateway',
    ],
    ['prose', 'Internal Server Error', 'the reply is not JSON Lines: entry 1 is not JSON'],
    ['bytes', '\u0000\u0001', 'the reply is not JSON Lines'],
  ])('%s is no reply at all', (_, body, problem) => {
    expect(() => plumblineAdapter.read(reply(body), asked, task)).toThrow(ReplyProblem);
    expect(() => plumblineAdapter.read(reply(body), asked, task)).toThrow(problem);
  });

  test.each([
    ['bounding-box', { boxes: [[1, 2, 3, 'x', 'cat']] }, '.height is "x", not a number'],
    ['bounding-box', { boxes: [[1, 2, -3, 4, 'cat']] }, '.width is -3, below 0'],
    ['named-entity-recognition', { spans: [[5, 3, 'cat']] }, 'the end 3 is not after the start 5'],
    ['named-entity-recognition', { spans: [[0, 3, 'wolf']] }, 'the label "wolf" is none of the job'],
    ['text-multi-label', ['cat', 'wolf'], 'the label "wolf" is none of the job'],
    ['text-multi-label', { cat: 1 }, 'the answer holds no'],
    ['semantic-segmentation', { width: 2, height: 2, classes: ['cat'], runs: [0, 1, 1, 2] }, 'the runs cover 3 pixels'],
  ])('%s: %j is no answer', (taskType, label, problem) => {
    const line = JSON.stringify({ id: 10, label, confidence: 1 });
    const [answer] = plumblineAdapter.read(reply(line), texts('one'), taskOf(taskType));
    expect(problemOf(answer)).toContain(problem);
  });

  test('a function that returns something else', () => {
    const read = (value: unknown) => () => functionContract.read(jsonReply(value), asked, task);
    expect(read({ statusCode: 200 })).toThrow('the function returned {"statusCode":200}, not {"predictions":[…]}');
    expect(read(null)).toThrow('the function returned null');
    expect(problemOf(read({ predictions: [null, JSON.parse(GOOD)] })()[0])).toContain('entry 1 is null, not an object');
  });
});

describe('lists for several texts', () => {
  const two = texts('first', 'second');
  const task = taskOf('text-classification');

  test.each([
    ['too few', [{ label: ['__label__cat'], prob: [1] }], 'the reply holds 1 predictions for 2 texts'],
    ['no list', { label: ['__label__cat'] }, 'not a list of {"label":[…],"prob":[…]}'],
  ])('BlazingText: %s', (_, value, problem) => {
    expect(() => blazingtext.read(jsonReply(value), two, task)).toThrow(problem);
  });

  test.each([
    ['NaN', '{"label":["__label__cat"],"prob":[NaN]}', 'the score of class "__label__cat" is "NaN", not a number'],
    ['no class', '{"label":[],"prob":[]}', 'the endpoint names no class'],
    ['lists of two lengths', '{"label":["__label__cat"],"prob":[]}', 'not {"label":[…],"prob":[…]} of one length'],
    [
      'a strange label',
      '{"label":["__label__wolf","__label__cat"],"prob":[0.7,0.3]}',
      'the label "wolf" is none of the job',
    ],
    ['null', 'null', 'a prediction is null'],
  ])('BlazingText: %s concerns one text', (_, entry, problem) => {
    const answers = blazingtext.read(reply(`[${entry},{"label":["__label__dog"],"prob":[0.8]}]`), two, task);
    expect(problemOf(answers[0])).toContain(problem);
    expect(answers[1]).toEqual({ id: 11, answer: 'dog', confidence: 0.8 });
  });

  test('a strange label that is not the likeliest does not matter', () => {
    const entry = { label: ['__label__cat', '__label__wolf'], prob: [0.7, 0.3] };
    expect(blazingtext.read(jsonReply([entry]), texts('one'), task)).toEqual([
      { id: 10, answer: 'cat', confidence: 0.7 },
    ]);
  });

  test.each([
    ['an error of the server', { error: 'CUDA out of memory' }, 'the reply is "CUDA out of memory"'],
    ['too many', [{}, {}, {}], 'the reply holds 3 results for 2 objects'],
    ['a number', 3, 'the reply is 3, not a list'],
  ])('Hugging Face: %s', (_, value, problem) => {
    expect(() => huggingFace.read(jsonReply(value), two, task)).toThrow(problem);
  });

  test.each([
    ['no object', ['cat'], 'item 0 of the result is "cat", not an object'],
    ['no score', [{ label: 'cat' }], 'the score of class "cat" is missing'],
    ['nothing', [], 'the endpoint names no class'],
    ['a number without label', [{ label: 'LABEL_7', score: 1 }], 'class 7 has no label: the job has 2, from 0 on'],
  ])('Hugging Face: %s concerns one text', (_, said, problem) => {
    const [first, second] = huggingFace.read(jsonReply([said, [{ label: 'dog', score: 0.8 }]]), two, task);
    expect(problemOf(first)).toContain(problem);
    expect(second).toEqual({ id: 11, answer: 'dog', confidence: 0.8 });
  });

  test('zero-shot: lists of two lengths', () => {
    const [answer] = huggingFaceZeroShot.read(jsonReply({ labels: ['cat'], scores: [] }), texts('one'), task);
    expect(problemOf(answer)).toContain('not {"labels":[…],"scores":[…]} of one length');
  });

  test.each([
    ['no offsets', [{ entity: 'B-cat', score: 1, word: 'x', start: null, end: null }], 'item 0 goes from null to null'],
    [
      'offsets beyond the text',
      [{ entity: 'B-cat', score: 1, start: 0, end: 99 }],
      'an entity ends at 99, the text at 5',
    ],
    ['no tag', [{ score: 1, start: 0, end: 1 }], 'neither entity nor entity_group'],
    ['a strange tag', [{ entity: 'B-ORG', score: 1, start: 0, end: 1 }], 'the label "ORG" is none of the job'],
    ['a score beyond 1', [{ entity: 'O', score: 7, start: 0, end: 1 }], "item 0's score is 7"],
  ])('entities: %s', (_, said, problem) => {
    const spans = taskOf('named-entity-recognition');
    expect(problemOf(huggingFace.read(jsonReply([said]), texts('a cat'), spans)[0])).toContain(problem);
  });
});

describe('images', () => {
  test.each([
    [
      'more classes than labels, the likeliest unknown',
      [0.1, 0.1, 0.8],
      'class 2 has no label: the job has 2, from 0 on',
    ],
    ['NaN', ['NaN', 0.1], 'the score of class 0 is "NaN", not a number'],
    ['nothing', [], 'the endpoint names no class'],
  ])('image classification: %s', (_, list, problem) => {
    const answers = sagemakerImageClassification.read(jsonReply(list), picture(4, 4), taskOf('image-classification'));
    expect(problemOf(answers[0])).toContain(problem);
  });

  test('image classification: no list', () => {
    const read = () =>
      sagemakerImageClassification.read(jsonReply('cat'), picture(4, 4), taskOf('image-classification'));
    expect(read).toThrow('the reply is "cat", not a list of probabilities or {"prediction":[…]}');
  });

  test.each([
    ['five numbers', [0, 1, 0, 0, 1], 'prediction[0] is [0,1,0,0,1], not [class, score, xmin, ymin, xmax, ymax]'],
    ['an edge that is none', [0, 1, 0, null, 1, 1], 'prediction[0] has the edge null'],
    ['a class that is none', [0.5, 1, 0, 0, 1, 1], 'the class is 0.5, not a number from 0'],
    ['a class without label', [2, 1, 0, 0, 1, 1], 'class 2 has no label'],
    ['edges the wrong way round', [0, 1, 0.9, 0, 0.1, 1], 'its edges are the wrong way round'],
  ])('object detection: %s', (_, row, problem) => {
    const answers = sagemakerObjectDetection.read(
      jsonReply({ prediction: [row] }),
      picture(10, 10),
      taskOf('bounding-box'),
    );
    expect(problemOf(answers[0])).toContain(problem);
  });

  test('a file that is no image is not sent', () => {
    const file = new TextEncoder().encode('not an image');
    const [object] = picture(1, 1);
    for (const adapter of adapters.filter(({ taskTypes }) =>
      taskTypes?.some((type) => /image|box|segmentation/.test(type)),
    ))
      for (const broken of [file, new Uint8Array(), pngOf(3, 3).subarray(0, 20), undefined])
        expect(() => adapter.request([{ ...object, file: broken }], taskOf('bounding-box'))).toThrow(/the file is/);
  });

  test('a class map of another size, and what is no class map', async () => {
    const task = taskOf('semantic-segmentation');
    const read = (body: Uint8Array | string) => sagemakerSemanticSegmentation.read(reply(body), picture(4, 4), task);
    expect(problemOf(read(pngOf(5, 4))[0])).toBe('the class map has 5 x 4 pixels, the image 4 x 4');
    expect(() => read('')).toThrow('the reply is empty');
    expect(() => read('{"error": "no"}')).toThrow(
      'the reply is no PNG: it does not begin as a PNG does: {"error": "no"}',
    );
    const colours = await sharp(pngOf(4, 4)).toColourspace('srgb').png().toBuffer();
    expect(() => read(colours)).toThrow('the reply is a PNG, but not of one channel of at most 8 bits');
    expect(() => read(pngOf(4, 4).subarray(0, 60))).toThrow('the reply is no PNG');
    expect(problemOf(read(pngOf(4, 4, [0, 8, 3, 8]))[0])).toContain('class 3 has no label: the job has 2, from 1 on');
  });
});
