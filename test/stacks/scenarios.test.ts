import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { masked, type Scenario, scenarios, stackOf, templateOf } from './scenario';

/** What a scenario adds to the default template, changes in it and takes away. */
function differences(scenario: Scenario) {
  const usual = masked(templateOf('defaults')).Resources;
  const { Resources: here } = masked(templateOf(scenario));
  const changed: Record<string, unknown> = {};
  for (const [id, resource] of Object.entries(here))
    if (!isDeepStrictEqual(resource, usual[id])) changed[id] = resource;
  return { gone: Object.keys(usual).filter((id) => !(id in here)), addedOrChanged: changed };
}

describe('template', () => {
  test('defaults', () => {
    expect(masked(templateOf('defaults'))).toMatchSnapshot();
  });

  test.each(Object.keys(scenarios).filter((name) => name !== 'defaults') as Scenario[])('%s', (scenario) => {
    expect(differences(scenario)).toMatchSnapshot();
  });

  test('two syntheses of the same sources are equal, hashes included', () => {
    expect(Template.fromStack(stackOf('defaults')).toJSON()).toEqual(templateOf('defaults'));
  });
});
