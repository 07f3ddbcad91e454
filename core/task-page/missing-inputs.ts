import { liquidEngine } from '../liquid/engine';

/** `task.input.a.b` as `['a', 'b']`; what follows a part that depends on another variable is left out. */
type Path = readonly string[];

/**
 * Paths under `task.input` that a template prints or walks through and this input does not have, up to the first part that is not there. What
 * a condition asks for or a `default` stands in for may be absent.
 */
export function missingInputs(template: string, taskInput: unknown): Path[] {
  const optional = pathsIn(conditions(template));
  const missing = new Map<string, Path>();
  for (const path of pathsIn(template)) {
    const absent = absentPart(path, taskInput);
    if (absent && !optional.some((asked) => startsWith(asked, absent))) missing.set(absent.join('.'), absent);
  }
  return [...missing.values()];
}

const startsWith = (path: Path, start: Path): boolean => start.every((part, i) => path[i] === part);

function pathsIn(template: string): Path[] {
  const variables = liquidEngine(async ({ key }) => key).globalVariableSegmentsSync(template);
  return variables.flatMap(([root, input, ...segments]) => {
    if (root !== 'task' || input !== 'input') return [];
    const unknown = segments.findIndex((segment) => typeof segment === 'object');
    return [(unknown < 0 ? segments : segments.slice(0, unknown)).map(String)];
  });
}

/** What the template tests, as a template of its own. */
function conditions(template: string): string {
  const tests = [...template.matchAll(/\{%-?\s*(?:if|elsif|unless)\s+(.*?)-?%\}/gs)].map(([, test]) => test!);
  const defaults = [...template.matchAll(/([\w.'"[\]-]+)\s*\|\s*default\b/g)].map(([, value]) => value!);
  return [...tests, ...defaults].map((test) => `{% if ${test} %}{% endif %}`).join('');
}

function absentPart(path: Path, taskInput: unknown): Path | undefined {
  let value = taskInput;
  for (const [i, part] of path.entries()) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
    if (value === undefined) return path.slice(0, i + 1);
  }
  return undefined;
}
