import { afterEach, describe, expect, test } from '@jest/globals';
import { chain, inlineMap, parallel, pass } from './definitions';
import { openWorld, type World } from './harness';

let world: World;
afterEach(() => world.close());

const output = async (definition: object, input: unknown = {}) => {
  world = await openWorld();
  const result = await world.run(definition, input);
  return result.status === 'SUCCEEDED' ? JSON.parse(result.output) : `${result.error}: ${result.cause}`;
};

describe('variables', () => {
  test('branches and iterations read outer variables; theirs end with them', async () => {
    const definition = chain({
      A: pass({ Assign: { x: 'outer' } }),
      M: inlineMap(
        { I: pass({ Assign: { mine: '{% $x & $states.input %}' } }), J: pass({ Output: '{% $mine %}' }) },
        { Items: [1, 2] },
      ),
      P: parallel([{ K: pass({ Assign: { other: '{% $x %}' }, Output: '{% $x %}' }) }]),
      Z: pass({ Output: '{% {"x": $x, "mine": $exists($mine), "other": $exists($other), "in": $states.input} %}' }),
    });
    expect(await output(definition)).toEqual({ x: 'outer', mine: false, other: false, in: ['outer'] });
  });

  test('Map gives its results to Assign and Output', async () => {
    const map = inlineMap(
      { I: pass() },
      { Items: [1, 2], Assign: { all: '{% $states.result %}' }, Output: '{% $sum($states.result) %}' },
    );
    expect(await output(chain({ M: map, Z: pass({ Output: '{% [$states.input, $all] %}' }) }))).toEqual([3, 1, 2]);
  });

  test('an inner scope cannot assign a variable of an outer one', async () => {
    const definition = chain({
      A: pass({ Assign: { x: 1 } }),
      M: inlineMap({ I: pass({ Assign: { x: 2 } }) }, { Items: [1] }),
    });
    expect(await output(definition)).toMatch(
      /^States\.QueryEvaluationError: An error occurred while executing the state 'I' .* The variable 'x' is already assigned in an outer scope\.$/,
    );
  });
});

describe('JSONata as Step Functions has it', () => {
  test.each<[string, unknown]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1], 2)', [[1]]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(1, 9, 9)', 1],
    ['$hash("a", "MD5")', '0cc175b9c0f1b6a831c399e269772661'],
    ['$hash("a", "SHA-256")', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ['$random(7) = $random(7)', true],
    ['$random() < 1', true],
    ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4/).match ~> $length()', 15],
    ['$parse("{\\"a\\": [1]}")', { a: [1] }],
    ['$states.input.n ~> $string()', '3'],
    ['[1,2,3][$ > 1]', [2, 3]],
    ['-0', 0],
  ])('%s', async (expression, expected) => {
    expect(await output(chain({ A: pass({ Output: `{% ${expression} %}` }) }), { n: 3 })).toEqual(expected);
  });

  test.each<[string, RegExp]>([
    ['$partition([1], 0)', /threw an error during evaluation\. T0410/],
    ['$hash("a", "CRC")', /threw an error during evaluation\. T0410/],
    ['$parse("{")', /threw an error during evaluation\. D3110/],
    ['$nothing()', /threw an error during evaluation\. T1006: Attempted to invoke a non-function$/],
    ['function($x){$x}', /returned an unsupported result type\.$/],
    ['{"f": $sum}', /returned an unsupported result type\.$/],
    ['$states.result', /returned nothing \(undefined\)\.$/],
  ])('%s fails', async (expression, cause) => {
    expect(await output(chain({ A: pass({ Output: `{% ${expression} %}` }) }))).toMatch(cause);
  });
});
