import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { masked, type Scenario, scenarios, stackOf, templateOf } from './scenario';

/** `path: value` of everything under a value, so that a snapshot shows what changed and not what surrounds it. */
function* leaves(value: unknown, path: string): Generator<[string, unknown]> {
  if (value === null || typeof value !== 'object') yield [path, value];
  else for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path ? `${path}.${key}` : key);
}

/** What a scenario adds to the default template, changes in it and takes away. */
function differences(scenario: Scenario) {
  const usual = masked(templateOf('defaults')).Resources;
  const { Resources: here } = masked(templateOf(scenario));
  const added: Record<string, unknown> = {};
  const changed: Record<string, unknown> = {};
  for (const [id, resource] of Object.entries<any>(here)) {
    if (!(id in usual)) added[id] = resource;
    else if (!isDeepStrictEqual(resource, usual[id])) {
      const before = new Map(leaves(usual[id].Properties, ''));
      changed[id] = [...leaves(resource.Properties, '')].flatMap(([path, value]) =>
        before.get(path) === value ? [] : [`${path}: ${value}`],
      );
    }
  }
  return { gone: Object.keys(usual).filter((id) => !(id in here)), added, changed };
}

describe('template', () => {
  test('defaults', () => {
    const { Resources, Outputs } = masked(templateOf('defaults'));
    const flat = Object.entries(Resources).map(([id, resource]) => [
      id,
      [...leaves(resource, '')]
        .filter(([path]) => !path.startsWith('Metadata.'))
        .map(([path, value]) => `${path}: ${value}`),
    ]);
    expect({ Resources: Object.fromEntries(flat), Outputs }).toMatchSnapshot();
  });

  test.each(Object.keys(scenarios).filter((name) => name !== 'defaults') as Scenario[])('%s', (scenario) => {
    expect(differences(scenario)).toMatchSnapshot();
  });

  test('two syntheses of the same sources are equal, hashes included', () => {
    expect(Template.fromStack(stackOf('defaults')).toJSON()).toEqual(templateOf('defaults'));
  });
});
