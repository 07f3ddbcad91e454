import { describe, expect, test } from '@jest/globals';
import { estimateCost } from '../../../local/metering/estimate-cost';

describe('the cost estimate', () => {
  test('prices what is billed, largest first, and leaves plain call counts out', () => {
    const estimate = estimateCost({
      dynamodb: { 'calls.PutItem': 9_000_000, WriteRequestUnits: 2_000_000, ReadRequestUnits: 4_000_000 },
      lambda: { Requests: 1_000_000, 'GBSeconds.arm64': 100_000 },
      states: { StateTransitions: 1_000 },
      sagemaker: { 'TrainingSeconds.ml.m5.xlarge': 3_600, 'ServerlessMs.2048': 1_000_000 },
    });
    expect(estimate.lines[0]).toMatchObject({ service: 'lambda', what: 'GBSeconds.arm64', quantity: 100_000 });
    const usd = Object.fromEntries(estimate.services.map((one) => [one.service, Number(one.usd.toFixed(6))]));
    expect(usd).toEqual({ dynamodb: 1.75, lambda: 1.53334, states: 0.025, sagemaker: 0.27 });
    expect(estimate.totalUsd).toBeCloseTo(3.57834, 5);
    expect(estimate.unpriced).toEqual([]);
  });

  test('names what it has no price for', () => {
    const { unpriced, totalUsd } = estimateCost({ sagemaker: { 'TrainingSeconds.ml.unheard.of': 5 } });
    expect(unpriced).toEqual([{ service: 'sagemaker', what: 'TrainingSeconds.ml.unheard.of', quantity: 5 }]);
    expect(totalUsd).toBe(0);
  });
});
