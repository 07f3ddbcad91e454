import { describe, expect, test } from '@jest/globals';
import { stoppingReason } from '../../../core/active-learning/stopping';

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
