const compiled = new Map<string, RegExp>();

/** IAM's wildcards: `*` for any run of characters, `?` for exactly one. */
export function matchesWildcard(pattern: string, value: string, ignoreCase = false): boolean {
  if (pattern === '*') return true;
  const key = ignoreCase ? `i${pattern}` : `c${pattern}`;
  let expression = compiled.get(key);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
    // why: patterns with policy variables are expanded per request, so the cache must not grow without bound.
    if (compiled.size > 5_000) compiled.clear();
    compiled.set(key, expression);
  }
  return expression.test(value);
}
