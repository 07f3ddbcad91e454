import { describe, expect, test } from '@jest/globals';
import { decideTraining, stoppingReason, type TrainingFacts } from '../../../core/active-learning/stopping';

const progress = { objects: 1000, HumanLabeled: 300, MachineLabeled: 200 };

describe('stoppingReason', () => {
  test('without conditions nothing stops', () => {
    expect(stoppingReason({}, progress)).toEqual({
      reached: false,
      reason: 'no stopping condition is met',
      humanLabelsLeft: 500,
      labelsLeft: 500,
    });
  });

  test.each([
    [{ MaxHumanLabeledObjectCount: 310 }, false, 10, 500],
    [{ MaxHumanLabeledObjectCount: 300 }, true, 0, 500],
    [{ MaxPercentageOfInputDatasetLabeled: 60 }, false, 100, 100],
    [{ MaxPercentageOfInputDatasetLabeled: 50 }, true, 0, 0],
    [{ MaxPercentageOfInputDatasetLabeled: 20 }, true, 0, 0],
    [{ MaxHumanLabeledObjectCount: 900, MaxPercentageOfInputDatasetLabeled: 51 }, false, 10, 10],
  ])('%j', (conditions, reached, humanLabelsLeft, labelsLeft) => {
    expect(stoppingReason(conditions, progress)).toMatchObject({ reached, humanLabelsLeft, labelsLeft });
  });

  test('names the condition and the numbers', () => {
    expect(stoppingReason({ MaxHumanLabeledObjectCount: 300 }, progress).reason).toBe(
      'MaxHumanLabeledObjectCount is reached: people labelled 300 of at most 300 objects',
    );
    expect(stoppingReason({ MaxPercentageOfInputDatasetLabeled: 50 }, progress).reason).toBe(
      'MaxPercentageOfInputDatasetLabeled is reached: 500 of 1000 objects are labelled, at most 50 %',
    );
  });
});

describe('decideTraining', () => {
  const facts: TrainingFacts = {
    remaining: 500,
    training: 100,
    validation: 100,
    classes: 2,
    thresholds: [],
    fewestValidation: 59,
  };

  test.each<[string, Partial<TrainingFacts>, boolean, boolean]>([
    ['enough labels', {}, true, false],
    ['nothing left', { remaining: 0 }, false, false],
    ['too few left to be worth a model', { remaining: 29 }, false, true],
    ['too few training labels', { training: 19 }, false, false],
    ['one class only', { classes: 1 }, false, false],
    ['too few validation labels', { validation: 58 }, false, false],
    ['four models without a threshold', { thresholds: [null, null, null, null] }, true, false],
    ['five models without a threshold', { thresholds: [null, null, null, null, null] }, false, true],
    ['a threshold among them', { thresholds: [null, null, null, 0.9, null, null] }, true, false],
    ['five fruitless ones after a threshold', { thresholds: [0.9, null, null, null, null, null] }, false, true],
  ])('%s', (_, change, train, askAll) => {
    expect(decideTraining({ ...facts, ...change })).toMatchObject({ train, askAll });
  });
});
