/** AWS Query parameters (`Tags.member.1.Key=a`, `Attributes.entry.1.key=a`) as the object they spell. */
export function parseQueryInput(form: URLSearchParams): Record<string, unknown> {
  const root: Record<string, any> = {};
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    const path = name.split('.');
    let node = root;
    for (const step of path.slice(0, -1)) {
      node[step] ??= Object.create(null);
      node = node[step];
    }
    node[path.at(-1)!] = value;
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, collapse(value)]));
}

function collapse(node: any): unknown {
  if (typeof node !== 'object') return node;
  const list = node.member ?? (Object.keys(node).every((key) => /^\d+$/.test(key)) ? node : undefined);
  if (list && typeof list === 'object') {
    return Object.keys(list)
      .sort((a, b) => Number(a) - Number(b))
      .map((index) => collapse(list[index]));
  }
  if (node.entry) {
    return Object.fromEntries(
      Object.values<any>(node.entry).map((entry) => [entry.key ?? entry.Name, collapse(entry.value ?? entry.Value)]),
    );
  }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, collapse(value)]));
}
