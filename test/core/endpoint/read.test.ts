import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { huggingFace } from '../../../core/endpoint/hugging-face';
import { type ImageHeader, imageHeader } from '../../../core/endpoint/image-header';
import { plumblineAdapter } from '../../../core/endpoint/plumbline';
import { sagemakerImageClassification } from '../../../core/endpoint/sagemaker-image-classification';
import { sagemakerObjectDetection } from '../../../core/endpoint/sagemaker-object-detection';
import { sagemakerSemanticSegmentation } from '../../../core/endpoint/sagemaker-semantic-segmentation';
import { jsonReply, picture, pngOf, reply, taskOf, texts } from './task';

describe('classes', () => {
  const task = taskOf('image-classification', ['cat', 'dog'], { '0': 'dog', '1': '', '2': 'cat' });
  const read = (value: unknown, of = task) => sagemakerImageClassification.read(jsonReply(value), picture(2, 2), of)[0];

  test('numbers go by EndpointLabels', () => {
    expect(read({ prediction: [0.75, 0.125, 0.125] })).toEqual({
      id: 10,
      answer: 'dog',
      confidence: 0.75,
      scores: [0.125, 0.75],
    });
  });

  test('what the job does not ask for is no label', () => {
    expect(read([0.1, 0.8, 0.1])).toEqual({ id: 10, problem: 'the endpoint says 1, which the job does not ask for' });
  });

  test('names of the TensorFlow version', () => {
    const value = { probabilities: [0.25, 0.75], labels: ['dog', 'cat'], predicted_label: 'cat' };
    expect(read(value, taskOf('image-classification'))).toMatchObject({ answer: 'cat', scores: [0.75, 0.25] });
  });

  test('several labels: all of half a probability, and the probability of the whole set', () => {
    const several = taskOf('image-multi-label', ['cat', 'dog', 'bird']);
    expect(read([0.5, 0.75, 0.25], several)).toMatchObject({ answer: ['cat', 'dog'], confidence: 0.5 * 0.75 * 0.75 });
    expect(read([0.25, 0, 0], several)).toMatchObject({ answer: [], confidence: 0.75 });
  });

  test('sums of 32-bit floats a little above 1 are 1', () => {
    expect(read([1.0000001, 0, 0])).toMatchObject({ answer: 'dog', confidence: 1 });
  });

  test('names inside any kind of answer go by EndpointLabels', () => {
    const names = { person: 'cat', car: '' };
    const line = (label: unknown) => reply(JSON.stringify({ id: 10, label, confidence: 0.5 }));
    const answer = (taskType: string, label: unknown) =>
      plumblineAdapter.read(line(label), texts('some text'), taskOf(taskType, ['cat', 'dog'], names))[0];
    expect(
      answer('bounding-box', {
        boxes: [[0, 0, 9, 9, 'person'], [0, 0, 5, 5, 'car'], { left: 1, top: 1, width: 2, height: 2, label: 'dog' }],
      }),
    ).toMatchObject({
      answer: {
        boxes: [
          [0, 0, 9, 9, 'cat'],
          [1, 1, 2, 2, 'dog'],
        ],
      },
    });
    expect(
      answer('named-entity-recognition', {
        spans: [
          [0, 4, 'person'],
          [5, 9, 'car'],
        ],
      }),
    ).toMatchObject({ answer: { spans: [[0, 4, 'cat']] } });
    expect(answer('text-multi-label', ['person', 'car', 'dog'])).toMatchObject({ answer: ['cat', 'dog'] });
    expect(answer('text-classification', 'car')).toEqual({
      id: 10,
      problem: 'the job does not ask for the label "car"',
    });
  });
});

describe('entities', () => {
  const read = (text: string, said: unknown[], labels = ['person', 'place']) =>
    huggingFace.read(jsonReply([said]), texts(text), taskOf('named-entity-recognition', labels))[0] as any;
  const token = (entity: string, start: number, end: number, index: number, score = 0.5) => ({
    entity,
    score,
    index,
    word: 'x',
    start,
    end,
  });

  test('B begins another entity, I goes on, a gap ends it', () => {
    const said = [
      token('B-person', 0, 2, 1),
      token('I-person', 3, 5, 2),
      token('B-person', 6, 8, 3),
      token('I-person', 9, 11, 5),
      token('I-place', 12, 14, 6),
    ];
    expect(read('aa bb cc dd ee', said).answer.spans).toEqual([
      [0, 5, 'person'],
      [6, 8, 'person'],
      [9, 11, 'person'],
      [12, 14, 'place'],
    ]);
  });

  test('without token numbers, only white space may lie between', () => {
    const said = [token('I-person', 0, 2, 1), token('I-person', 3, 5, 2), token('I-person', 7, 9, 3)].map(
      ({ index: _, ...rest }) => rest,
    );
    expect(read('aa bb, cc', said).answer.spans).toEqual([
      [0, 5, 'person'],
      [7, 9, 'person'],
    ]);
  });

  test('groups are taken as they are', () => {
    const said = [
      { entity_group: 'person', score: 0.75, word: 'aa', start: 0, end: 2 },
      { entity_group: 'person', score: 0.25, word: 'bb', start: 3, end: 5 },
    ];
    expect(read('aa bb', said)).toMatchObject({
      answer: {
        spans: [
          [0, 2, 'person'],
          [3, 5, 'person'],
        ],
      },
      confidence: 0.5,
    });
  });

  test('no entity: as sure as the least sure token, or undecided', () => {
    expect(read('aa bb', [token('O', 0, 2, 1, 0.75), token('O', 3, 5, 2, 0.875)])).toMatchObject({
      answer: { spans: [] },
      confidence: 0.75,
    });
    expect(read('aa bb', [])).toMatchObject({ answer: { spans: [] }, confidence: 0.5 });
  });

  test('one text comes with or without the outer list', () => {
    const said = [token('B-person', 0, 2, 1)];
    const task = taskOf('named-entity-recognition', ['person']);
    const [bare] = huggingFace.read(jsonReply(said), texts('aa'), task);
    expect(bare).toEqual(huggingFace.read(jsonReply([said]), texts('aa'), task)[0]);
    expect(bare).toMatchObject({ answer: { spans: [[0, 2, 'person']] } });
  });
});

describe('boxes and masks', () => {
  test('edges outside are cut, classes that are not asked for are left out', () => {
    const prediction = [
      [0, 0.9, -0.01, 0, 0.5, 1.02],
      [7, 0.9, 0, 0, 1, 1],
      [-1, 0, 0, 0, 0, 0],
    ];
    const task = taskOf('bounding-box', ['cat', 'dog'], { '7': '' });
    const [answer] = sagemakerObjectDetection.read(jsonReply({ prediction }), picture(100, 50), task);
    expect(answer).toEqual({
      id: 10,
      answer: { boxes: [[0, 0, 50, 50, 'cat']], width: 100, height: 50 },
      confidence: 0.9,
    });
  });

  test('nothing detected: as sure as doubts are weak', () => {
    const read = (prediction: unknown[]) =>
      sagemakerObjectDetection.read(jsonReply({ prediction }), picture(10, 10), taskOf('bounding-box'))[0];
    expect(read([])).toMatchObject({ answer: { boxes: [] }, confidence: 0.5 });
    expect(read([[0, 0.25, 0, 0, 1, 1]])).toMatchObject({ answer: { boxes: [] }, confidence: 0.75 });
  });

  test('a class map becomes a mask; one label is written as counts', () => {
    const read = (labels: string[], names = {}) =>
      sagemakerSemanticSegmentation.read(
        reply(pngOf(4, 2, [0, 3, 2, 2, 1, 3])),
        picture(4, 2),
        taskOf('semantic-segmentation', labels, names),
      )[0];
    expect(read(['cat', 'dog'])).toEqual({
      id: 10,
      answer: { width: 4, height: 2, classes: ['cat', 'dog'], runs: [0, 3, 2, 2, 1, 3] },
      confidence: 1,
    });
    expect(read(['cat'], { '2': '' })).toMatchObject({ answer: { width: 4, height: 2, counts: [5, 3] } });
    expect(read(['cat'], { '0': 'cat', '1': '', '2': '' })).toMatchObject({ answer: { counts: [0, 3, 5] } });
  });

  test('grey maps of few bits, as other writers make them', async () => {
    const grey = await sharp(Buffer.from([0, 1, 1, 0, 1, 0]), { raw: { width: 3, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png({ palette: false })
      .toBuffer();
    const palette = await sharp(grey).png({ palette: true, colours: 2 }).toBuffer();
    expect(palette[24]).toBe(1);
    for (const png of [grey, palette])
      expect(
        sagemakerSemanticSegmentation.read(reply(png), picture(3, 2), taskOf('semantic-segmentation', ['cat']))[0],
      ).toMatchObject({
        answer: { width: 3, height: 2, counts: [1, 2, 1, 1, 1] },
      });
  });
});

describe('the header of an image', () => {
  const image = (width = 7, height = 5) => sharp({ create: { width, height, channels: 3, background: '#336699' } });

  test.each<[ImageHeader['type'], () => Promise<Uint8Array>]>([
    ['image/jpeg', () => image().jpeg().toBuffer()],
    ['image/jpeg', () => image().jpeg({ progressive: true }).withMetadata({ icc: 'srgb' }).toBuffer()],
    ['image/png', () => image().png().toBuffer()],
    ['image/gif', () => image().gif().toBuffer()],
    ['image/webp', () => image().webp().toBuffer()],
    ['image/webp', () => image().webp({ lossless: true }).toBuffer()],
    ['image/webp', () => image().webp().withMetadata({ icc: 'srgb' }).toBuffer()],
  ])('%s', async (type, make) => {
    expect(imageHeader(await make())).toEqual({ type, width: 7, height: 5 });
  });

  test.each([1, 3, 5, 6, 8])('EXIF orientation %i', async (orientation) => {
    const bytes = await image().jpeg().withMetadata({ orientation }).toBuffer();
    const [width, height] = orientation >= 5 ? [5, 7] : [7, 5];
    expect(imageHeader(bytes)).toEqual({ type: 'image/jpeg', width, height });
  });

  test('cut off anywhere: a reason, never a wrong size', async () => {
    const bytes = await image().jpeg().withMetadata({ orientation: 6 }).toBuffer();
    for (let length = 0; length < bytes.length; length += 1)
      try {
        expect(imageHeader(bytes.subarray(0, length))).toEqual({ type: 'image/jpeg', width: 5, height: 7 });
      } catch (error) {
        expect((error as Error).message).toMatch(/^the file is/);
      }
  });
});
