/** The engine's own words for what authors do, in theirs. */
const IN_WORDS: [RegExp, (found: RegExpExecArray) => string][] = [
  [/^template render limit exceeded/, () => 'rendering takes too long; does a loop end?'],
  [/^memory alloc limit exceeded/, () => 'lists or texts grow beyond what a page may take'],
  [/^parse length limit exceeded/, () => 'the template is too long'],
  [
    /^ENOENT: Failed to lookup "(.*?)"/,
    ([, name]) => `there is no template "${name}" to include: a template is one file`,
  ],
];

/** What is wrong with a template and where, on one line: `line 2, column 1: tag {% if x %} not closed`. */
export function templateProblem(error: unknown): string {
  const { message } = error as Error;
  const place = /,? (?:file:.*?, )?line:(\d+), col:(\d+)$/.exec(message.split('\n')[0]!);
  if (!place) return inWords(message.replace(/\s+/g, ' '));
  return `line ${place[1]}, column ${place[2]}: ${inWords(message.slice(0, place.index))}`;
}

function inWords(message: string): string {
  for (const [pattern, words] of IN_WORDS) {
    const found = pattern.exec(message);
    if (found) return words(found);
  }
  return message;
}
