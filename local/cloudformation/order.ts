import type { Template } from './assembly';
import { referencesOf } from './intrinsics';

/** Logical ids such that everything a resource refers to or depends on comes before it, otherwise in the template's order. */
export function standUpOrder(template: Template, wanted: ReadonlySet<string>): string[] {
  const dependencies = new Map<string, string[]>();
  for (const id of wanted) {
    const entry = template.Resources[id]!;
    const explicit = entry.DependsOn === undefined ? [] : [entry.DependsOn].flat();
    const all = new Set([...referencesOf(entry.Properties ?? {}), ...explicit]);
    dependencies.set(
      id,
      [...all].filter((other) => wanted.has(other) && other !== id),
    );
  }
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]) => {
    if (done.has(id)) return;
    if (path.includes(id)) throw new Error(`circular dependency: ${[...path.slice(path.indexOf(id)), id].join(' → ')}`);
    for (const other of dependencies.get(id)!) visit(other, [...path, id]);
    done.add(id);
    order.push(id);
  };
  for (const id of wanted) visit(id, []);
  return order;
}
