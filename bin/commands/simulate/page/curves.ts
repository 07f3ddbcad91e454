import { html, type Markup } from '../../../../core/quality/page/html';
import { percent, whole } from '../../../../core/quality/page/numbers';
import type { ModelTrace } from '../trace';
import { floorOf, pathOf, plot, targetLine } from './axes';

export interface CurveInput {
  traces: readonly (ModelTrace | undefined)[];
  /** Position of the seed that is drawn in front. */
  typical: number;
  target: number;
  measure: string;
}

/** Quality of the surest objects against their share, the last model of every seed; the typical seed's with its threshold. */
export function qualityCurves({ traces, typical, target, measure }: CurveInput): Markup {
  const curves = traces.map((trace) => trace?.curve ?? []);
  // The surest few objects alone say little; they would stretch the axis.
  const seen = curves.flatMap((curve) => curve.filter(({ share }) => share >= 0.05).map(({ quality }) => quality));
  const from = floorOf([...seen, target]);
  const front = traces[typical];
  return plot(
    {
      x: { from: 0, to: 1, title: 'Share of the objects left, surest first' },
      y: { from, to: 1, title: `Mean ${measure}` },
      says: `Mean ${measure} of the surest objects, by their share of all`,
    },
    (scales) => {
      const line = (curve: ModelTrace['curve']) =>
        pathOf(curve.map(({ share, quality }) => ({ x: scales.x(share), y: scales.y(quality) })));
      const at = front?.curve.findLast(({ share }) => share <= (front.taken || 0) + 0.005);
      return html`${curves.map((curve, i) => i !== typical && curve.length > 0 && html`<path class="faint" d="${line(curve)}"/>`)}${targetLine(
        target,
        scales,
      )}${
        front &&
        front.curve.length > 0 &&
        html`<path class="front" d="${line(front.curve)}"><title>Typical job, round ${front.round}: ${whole(front.objects)} objects</title></path>`
      }${
        front &&
        front.threshold !== null &&
        at &&
        html`<line class="guide" x1="${scales.x(front.taken)}" x2="${scales.x(front.taken)}" y1="0" y2="${scales.y(from)}"/><circle class="dot" cx="${scales.x(front.taken)}" cy="${scales.y(at.quality)}" r="5"><title>Threshold ${front.threshold.toFixed(4)}: ${percent(front.taken)} taken, ${percent(at.quality)} ${measure}</title></circle>`
      }`;
    },
  );
}

/** What the models of all seeds claimed, and how right they were. */
export function calibrationPlot({ traces, typical, measure }: CurveInput): Markup {
  const bins = traces.map((trace) => trace?.bins ?? []);
  const all = bins.flat();
  const from = floorOf(all.flatMap(({ confidence, quality }) => [confidence, quality]));
  return plot(
    {
      x: { from, to: 1, title: 'Mean confidence of a group of objects' },
      y: { from, to: 1, title: `Mean ${measure}` },
      says: `Mean ${measure} by confidence`,
    },
    (scales) =>
      html`<line class="guide" x1="${scales.x(from)}" y1="${scales.y(from)}" x2="${scales.x(1)}" y2="${scales.y(1)}"/>${bins.map(
        (seed, i) =>
          i !== typical &&
          seed.map(
            ({ confidence, quality }) =>
              html`<circle class="speck" cx="${scales.x(confidence)}" cy="${scales.y(quality)}" r="2.5"/>`,
          ),
      )}${bins[typical]?.map(
        ({ objects, confidence, quality }) =>
          html`<circle class="dot" cx="${scales.x(confidence)}" cy="${scales.y(quality)}" r="5"><title>Confidence ${percent(confidence)}: ${percent(quality)} ${measure} of ${whole(objects)} objects</title></circle>`,
      )}`,
  );
}
