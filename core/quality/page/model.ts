import type { ModelGroup, ModelReport } from '../model-report';
import { html, type Markup } from './html';
import { percent, whole } from './numbers';

export function modelSection({ shown, hidden, anchoring }: ModelReport): Markup {
  return html`<section><h2 id="model">Does seeing the model’s suggestion draw workers to it?</h2>
<p>Answers beside what the model thought of the same objects. Where workers saw it, agreement beyond the model’s own confidence may be because they saw it; objects that validate the model are never shown it.</p>
<table><thead><tr><th scope="col">Suggestion</th><th scope="col" class="number">Objects</th><th scope="col" class="number">Agreement with it</th><th scope="col" class="number">Model’s confidence</th></tr></thead><tbody>${row('shown', shown)}${row('hidden', hidden)}</tbody></table>
<p>${
    anchoring
      ? html`Drawn by the suggestion: ${points(anchoring.value)} points, 95% interval ${points(anchoring.low)} to ${points(anchoring.high)}.`
      : 'Too few objects of one kind to tell them apart.'
  }</p></section>`;
}

const row = (name: string, { objects, similarity, confidence }: ModelGroup): Markup =>
  html`<tr><td>${name}</td><td class="number">${whole(objects)}</td><td class="number">${share(similarity)}</td><td class="number">${share(confidence)}</td></tr>`;

const share = (value: number | null): string => (value === null ? '–' : percent(value));
const points = (value: number): string => (100 * value).toFixed(1);
