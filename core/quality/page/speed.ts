import type { SpeedReport } from '../speed-report';
import { histogram } from './bars';
import { html, type Markup } from './html';
import { duration, whole } from './numbers';

export function speedSection({ timed, median, low, high, edges, counts }: SpeedReport): Markup {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const edge = Math.round(share * counts.length);
    return { edge, text: duration(edges[edge]!) };
  });
  return html`<section><h2 id="speed">Speed</h2>
<p>Half of ${whole(timed)} timed answers took ${duration(low)} to ${duration(high)}; the median is ${duration(median)}.</p>
${histogram(
  counts,
  ticks,
  'Time per answer',
  (bar) => `${duration(edges[bar]!)} to ${duration(edges[bar + 1]!)}: ${whole(counts[bar]!)} answers`,
  'Time per answer (logarithmic), number of answers',
)}</section>`;
}
