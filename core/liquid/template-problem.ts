/** What is wrong with a template and where, on one line: `line 2, column 1: tag {% if x %} not closed`. */
export function templateProblem(error: unknown): string {
  const { message } = error as Error;
  const place = /,? (?:file:.*?, )?line:(\d+), col:(\d+)$/.exec(message.split('\n')[0]!);
  if (!place) return message.replace(/\s+/g, ' ');
  return `line ${place[1]}, column ${place[2]}: ${message.slice(0, place.index)}`;
}
