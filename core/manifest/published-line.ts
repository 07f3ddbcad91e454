import { mergeOutcomeText } from './merge-line';

/**
 * The output line of an object: its input line with the outcome merged in. Input that is no JSON object cannot take the outcome's keys,
 * so it is kept as text under `source`, beside the reason why it failed.
 */
export function publishedLine(text: string, set: Record<string, unknown>): string {
  return isObject(text) ? mergeOutcomeText(text, set) : JSON.stringify({ source: text, ...set });
}

function isObject(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
