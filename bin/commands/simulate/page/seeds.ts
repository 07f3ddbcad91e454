import { html, type Markup } from '../../../../core/quality/page/html';
import { percent, whole } from '../../../../core/quality/page/numbers';
import { round } from '../../../../core/quality/page/whisker';
import type { SeedResult } from '../result';
import { capital, floorOf, HEIGHT, plot, targetLine, WIDTH } from './axes';

/** Coverage of every seed, most first. */
export function coverageBars(seeds: readonly SeedResult[]): Markup {
  const sorted = [...seeds].sort((a, b) => b.coverage - a.coverage);
  const step = WIDTH / sorted.length;
  const gap = step > 6 ? 2 : step > 2 ? 0.5 : 0;
  const height = HEIGHT;
  const y = (share: number) => round((1 - share) * height);
  return html`<svg class="plot" width="${WIDTH + 90}" height="${height + 62}" viewBox="-62 -12 ${WIDTH + 90} ${height + 62}" role="img" aria-label="Share of objects the model labelled, by seed">${[
    0, 0.25, 0.5, 0.75, 1,
  ].map(
    (tick) =>
      html`<line class="axis" x1="0" x2="${WIDTH}" y1="${y(tick)}" y2="${y(tick)}"/><text x="-8" y="${y(tick) + 4}" text-anchor="end">${tick * 100}%</text>`,
  )}${sorted.map(
    ({ seed, coverage, violations }, i) =>
      html`<rect class="${violations > 0 ? 'wrong' : 'bar'}" x="${round(i * step + gap / 2)}" width="${round(Math.min(step - gap, 48))}" y="${y(coverage)}" height="${round(Math.max(coverage * height, coverage > 0 ? 1 : 0))}"><title>Seed ${seed}: ${percent(coverage)} labelled by the model</title></rect>`,
  )}<text x="${WIDTH / 2}" y="${height + 40}" text-anchor="middle">Jobs, by coverage</text><text transform="translate(-50 ${height / 2}) rotate(-90)" text-anchor="middle">Labelled by the model</text></svg>`;
}

/** Promised quality against coverage: a dot per seed whose model labelled anything. */
export function promiseDots(
  seeds: readonly SeedResult[],
  scope: 'machine' | 'dataset',
  target: number,
  measure: string,
): Markup {
  const dots = seeds.flatMap((seed) => {
    const quality = scope === 'machine' ? seed.machineAccuracy : seed.datasetAccuracy;
    return quality === null || seed.coverage === 0 ? [] : [{ ...seed, quality }];
  });
  const what = scope === 'machine' ? "the model's labels" : 'all labels';
  const from = floorOf([...dots.map(({ quality }) => quality), target]);
  return plot(
    {
      x: { from: 0, to: 1, title: 'Labelled by the model' },
      y: { from, to: 1, title: capital(`${measure} of ${what}`) },
      says: `${measure} of ${what}, by coverage; a dot per job`,
    },
    (scales) =>
      html`${targetLine(target, scales)}${dots.map(
        ({ seed, coverage, quality, violations }) =>
          html`<circle class="${violations > 0 ? 'miss' : 'dot'}" cx="${scales.x(coverage)}" cy="${scales.y(quality)}" r="5"><title>Seed ${seed}: ${percent(quality)}, ${percent(coverage)} labelled by the model</title></circle>`,
      )}`,
  );
}

export function seedTable(seeds: readonly SeedResult[], measure: string): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Every job"><table><caption>Every job</caption><thead><tr><th scope="col" class="number">Seed</th><th scope="col" class="number">By the model</th><th scope="col" class="number">Its ${measure}</th><th scope="col" class="number">${capital(measure)} of all</th><th scope="col" class="number">By people</th><th scope="col" class="number">Rounds</th><th scope="col">Ended because</th></tr></thead><tbody>${seeds.map(
    ({ seed, coverage, machineAccuracy, datasetAccuracy, humanObjects, rounds, ended, violations }) =>
      html`<tr><td class="number">${seed}</td><td class="number">${percent(coverage)}</td><td class="number">${machineAccuracy === null ? '–' : percent(machineAccuracy)}</td><td class="number">${percent(datasetAccuracy)}</td><td class="number">${whole(humanObjects)}</td><td class="number">${rounds}</td><td>${violations > 0 && html`<span class="flag bad">missed</span> `}${ended}</td></tr>`,
  )}</tbody></table></div>`;
}
