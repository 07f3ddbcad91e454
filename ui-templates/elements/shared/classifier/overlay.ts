import { html, nothing, svg } from 'lit';
import { labelColor } from '../full-page/label-colors';
import { parseLenientJson } from '../lenient-json';
import { phrases } from '../phrases';

/** What is shown over a picture that is to be judged: boxes, or a mask as a picture of its own. */
export interface Overlay {
  legend: readonly { label: string; color: string }[];
  boxes: readonly { label: string; color: string; left: number; top: number; width: number; height: number }[];
  mask?: string;
}

export type ReadOverlay = { ok: true; overlay: Overlay } | { ok: false; problem: string };

interface Given {
  boundingBox?: { labels?: string[]; value?: Omit<Overlay['boxes'][number], 'color'>[] };
  semanticSegmentation?: { labels?: string[]; labelMappings?: Record<string, { color?: string }>; src?: string };
  instanceSegmentation?: { labels?: string[]; instances?: { label: string; color: string }[]; src?: string };
}

/** Reads the attribute `overlay`: one of `boundingBox`, `semanticSegmentation`, `instanceSegmentation`. */
export function readOverlay(text: string): ReadOverlay {
  let given: Given;
  try {
    given = parseLenientJson(text) as Given;
  } catch (error) {
    return { ok: false, problem: `overlay: ${(error as Error).message}` };
  }
  const { boundingBox, semanticSegmentation, instanceSegmentation } = given ?? {};
  if (boundingBox) return { ok: true, overlay: ofBoxes(boundingBox) };
  if (semanticSegmentation) {
    const { labels = [], labelMappings = {}, src } = semanticSegmentation;
    const named = Object.entries(labelMappings).map(([label, { color }], i) => ({
      label,
      color: color ?? labelColor(Math.max(labels.indexOf(label), i)),
    }));
    return { ok: true, overlay: { legend: named, boxes: [], mask: src } };
  }
  if (instanceSegmentation)
    return {
      ok: true,
      overlay: { legend: instanceSegmentation.instances ?? [], boxes: [], mask: instanceSegmentation.src },
    };
  return {
    ok: false,
    problem: 'The attribute "overlay" has none of boundingBox, semanticSegmentation, instanceSegmentation.',
  };
}

function ofBoxes({ labels = [], value = [] }: NonNullable<Given['boundingBox']>): Overlay {
  const order = [...new Set([...labels, ...value.map(({ label }) => label)])];
  const colorOf = (label: string) => labelColor(order.indexOf(label));
  const used = new Set(value.map(({ label }) => label));
  return {
    legend: order.filter((label) => used.has(label)).map((label) => ({ label, color: colorOf(label) })),
    boxes: value.map((box) => ({ ...box, color: colorOf(box.label) })),
  };
}

const word = phrases({
  en: { show: 'Show what was labelled', legend: 'What was labelled' },
  ja: { show: 'ラベルを表示', legend: '付けられたラベル' },
});

/** Over a picture that fits into the same box, in the pixels of the picture. */
export function renderOverlay({ boxes, mask }: Overlay, width: number, height: number) {
  const shapes = boxes.map(
    (box) =>
      svg`<rect x=${box.left} y=${box.top} width=${box.width} height=${box.height} fill="none" stroke=${box.color} stroke-width="2.5" vector-effect="non-scaling-stroke"><title>${box.label}</title></rect>`,
  );
  return html`<svg class="overlay" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMidYMid meet" aria-hidden="true">
    ${mask ? svg`<image href=${mask} width=${width} height=${height} preserveAspectRatio="none" opacity="0.55" style="image-rendering:pixelated"></image>` : nothing}${shapes}
  </svg>`;
}

/** The labels that are shown, with their colours and how often, and a switch to see the picture alone. */
export function renderLegend({ legend, boxes }: Overlay, isShown: boolean, onToggle: () => void) {
  const count = (label: string) => boxes.filter((box) => box.label === label).length;
  return html`<section class="legend" aria-label=${word('legend')}>
    <label><input type="checkbox" .checked=${isShown} @change=${(event: Event) => {
      event.stopPropagation();
      onToggle();
    }} /> ${word('show')}</label>
    <ul>${legend.map(({ label, color }) => html`<li><span class="swatch" style="background:${color}"></span>${label}${count(label) > 1 ? ` × ${count(label)}` : ''}</li>`)}</ul>
  </section>`;
}
