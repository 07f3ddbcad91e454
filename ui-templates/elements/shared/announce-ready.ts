import type { LitElement } from 'lit';

const parsed = (): Promise<void> =>
  document.readyState === 'loading'
    ? new Promise((resolve) => document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }))
    : Promise.resolve();

/**
 * Waits until every element on the page is usable, then tells the templates' scripts, once.
 *
 * @param defined settles when the tags the page holds are defined, those of bundles loaded later included
 */
export async function announceReady(defined: () => Promise<void>): Promise<void> {
  await parsed();
  await defined();
  // why: forms take their children in when the page is parsed too, in listeners that were added after this one.
  await new Promise((resolve) => setTimeout(resolve));
  const elements = [...document.querySelectorAll<LitElement>('*')].filter(({ localName }) => localName.includes('-'));
  await Promise.all(elements.map(({ updateComplete }) => updateComplete));
  document.dispatchEvent(new Event('all-crowd-elements-ready'));
}
