/**
 * What a task page may do. It runs with an origin of its own that belongs to nobody (`sandbox` without `allow-same-origin`), so a template
 * can neither read the portal's token nor act as the worker, whatever the data in it says.
 *
 * @param author origins the template's author wrote down: may bring scripts, styles and fonts
 * @param granted origins of the signed URLs in the page
 */
export function taskPagePolicy(author: readonly string[], granted: readonly string[]): string {
  const code = ["'self'", "'unsafe-inline'", ...author, ...granted];
  const content = ['https:', 'data:', 'blob:', ...granted];
  const directives: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': [...code, "'unsafe-eval'", 'blob:'],
    'style-src': code,
    'font-src': ["'self'", 'https:', 'data:', ...granted],
    'img-src': ["'self'", ...content],
    'media-src': content,
    'connect-src': ["'self'", ...content],
    'frame-src': content,
    'worker-src': ['blob:'],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'self'"],
    sandbox: ['allow-scripts', 'allow-forms', 'allow-popups', 'allow-modals'],
  };
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${[...new Set(values)].join(' ')}`)
    .join('; ');
}
