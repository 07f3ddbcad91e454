export interface TaskPageOrigins {
  /** What the template's author wrote down: may bring scripts, styles, fonts, pictures and frames. */
  author: readonly string[];
  /** Of the signed URLs in the page. */
  granted: readonly string[];
  /** What the job's owner allows besides (`Plumbline.TaskPage.AllowedOrigins`). */
  allowed?: readonly string[];
  /** Of web addresses that are values in the task's data: pictures, sound and the like, never code. */
  data?: readonly string[];
  /** False for a template without scripts of its own: then nothing but the elements runs, whatever got into the page. Default true. */
  scripts?: boolean;
}

/** Style sheets that load fonts from another host than their own. */
const FONTS_OF: Record<string, string> = { 'https://fonts.googleapis.com': 'https://fonts.gstatic.com' };

/**
 * What a task page may do. It runs with an origin of its own that belongs to nobody (`sandbox` without `allow-same-origin`), so a template
 * can neither read the portal's token nor act as the worker, whatever the data in it says. It opens no windows and navigates nothing but
 * itself, and it reaches only the origins its author wrote into it, those of its data, and those the job's owner allows: what is to be
 * labelled cannot be sent elsewhere.
 */
export function taskPagePolicy({ author, granted, allowed = [], data = [], scripts = true }: TaskPageOrigins): string {
  const trusted = [...author, ...allowed, ...granted];
  const fonts = trusted.flatMap((origin) => FONTS_OF[origin] ?? []);
  const code = ["'self'", "'unsafe-inline'", ...trusted];
  const content = ['data:', 'blob:', ...trusted, ...data];
  const directives: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': scripts ? [...code, "'unsafe-eval'", 'blob:'] : ["'self'"],
    'style-src': code,
    'font-src': ["'self'", 'data:', ...trusted, ...fonts],
    'img-src': ["'self'", ...content],
    'media-src': content,
    'connect-src': ["'self'", ...content],
    'frame-src': content,
    'worker-src': ['blob:'],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'self'"],
    sandbox: ['allow-scripts', 'allow-forms', 'allow-modals'],
  };
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${[...new Set(values)].join(' ')}`)
    .join('; ');
}

/** Origins of the values in the task's data that are web addresses as a whole; addresses within texts do not count. */
export function dataOrigins(value: unknown, found = new Set<string>()): string[] {
  if (typeof value === 'string') {
    if (/^https:\/\/\S+$/.test(value) && URL.canParse(value)) found.add(new URL(value).origin);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) dataOrigins(part, found);
  }
  return [...found].sort();
}
