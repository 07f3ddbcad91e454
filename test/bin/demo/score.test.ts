import { describe, expect, test } from '@jest/globals';
import { inManifestOrder, scoreManifest } from '../../../bin/commands/demo/score';

const labelled = (source: string, name: string, human: 'yes' | 'no') =>
  JSON.stringify({ source, c: 0, 'c-metadata': { 'class-name': name, confidence: 0.9, 'human-annotated': human } });
const failed = (source: string, reason: string) =>
  JSON.stringify({ source, 'c-metadata': { 'failure-reason': reason } });

describe('the score of an output manifest', () => {
  const expected = { taskObjects: ['1', '2', '3', '4', '5'], truths: ['a', 'a', 'b', 'b', 'a'] };

  test('tells people from the model and counts what is right', () => {
    const manifest = [
      labelled('1', 'a', 'yes'),
      labelled('2', 'b', 'yes'),
      labelled('3', 'b', 'no'),
      failed('4', 'gone'),
      '{"source":"5"}',
    ];
    const score = scoreManifest(`${manifest.join('\n')}\n`, 'c', expected);
    expect(score.objects.map(({ kind }) => kind)).toEqual(['human', 'human', 'machine', 'failed', 'unlabeled']);
    expect(score.objects[3]!.failureReason).toBe('gone');
    expect(score).toMatchObject({ complete: true, inOrder: true, humanAccuracy: 0.5, machineAccuracy: 1 });
    expect(score.accuracy).toBeCloseTo(2 / 3);
  });

  test('has no accuracy for what nobody labelled', () => {
    const score = scoreManifest(labelled('1', 'a', 'yes'), 'c', { taskObjects: ['1'], truths: ['a'] });
    expect(score.machineAccuracy).toBeUndefined();
    expect(score.humanAccuracy).toBe(1);
  });

  test('sees a line that is missing, one that is there twice, and one nobody put in', () => {
    const all = ['1', '2', '3', '4', '5'].map((source) => labelled(source, 'a', 'yes'));
    expect(scoreManifest(all.join('\n'), 'c', expected).complete).toBe(true);
    expect(scoreManifest(all.slice(1).join('\n'), 'c', expected).complete).toBe(false);
    expect(scoreManifest([...all, all[0]].join('\n'), 'c', expected).complete).toBe(false);
    expect(scoreManifest([...all.slice(1), labelled('x', 'a', 'yes')].join('\n'), 'c', expected).complete).toBe(false);
  });

  test('sees another order', () => {
    const lines = ['2', '1', '3', '4', '5'].map((source) => labelled(source, 'a', 'yes'));
    expect(scoreManifest(lines.join('\n'), 'c', expected)).toMatchObject({ complete: true, inOrder: false });
  });

  test('matches equal objects in the order they come', () => {
    const twice = { taskObjects: ['x', 'x'], truths: ['a', 'b'] };
    expect(scoreManifest([labelled('x', 'a', 'yes'), labelled('x', 'b', 'yes')].join('\n'), 'c', twice)).toMatchObject({
      accuracy: 1,
      inOrder: true,
    });
  });
});

test('dropped objects are expected in the order of their batch’s manifest, those it lacks last', () => {
  const manifest = '{"source":"c"}\n{"source":"a"}\n';
  expect(inManifestOrder(manifest, ['a', 'b', 'c'], ['1', '2', '3'])).toEqual({
    taskObjects: ['c', 'a', 'b'],
    truths: ['3', '1', '2'],
  });
});
