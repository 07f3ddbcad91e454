/** The page's only style sheet; colours are those of the worker portal. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #16191d);
  --panel: light-dark(#f6f8fa, #1d2126);
  --ink: light-dark(#1a1f26, #e8ebef);
  --muted: light-dark(#55606e, #a7b0bc);
  --line: light-dark(#d5dae1, #363d46);
  --accent: light-dark(#1f5fbf, #8ab4f8);
  --accent-soft: light-dark(#d3e2f8, #2a3f60);
  --alarm: light-dark(#b3261e, #ffb4ab);
  --alarm-soft: light-dark(#fdeceb, #411e1b);
  --wrong: light-dark(#c5221f, #ff7466);
  --warn: light-dark(#7a4b00, #ffd28a);
  --warn-soft: light-dark(#fff2da, #453313);
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "Noto Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif;
  line-height: 1.5;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0 .75rem; max-width: 46rem; }
.muted { color: var(--muted); }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 0; padding: 0; }
.tiles div { flex: 1 1 8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .9rem; }
.tiles dt { color: var(--muted); font-size: .85rem; }
.tiles dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tiles dd small { font-size: .8rem; color: var(--muted); white-space: normal; display: block; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem 2.5rem; align-items: start; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; color: var(--muted); padding-bottom: .35rem; }
th { text-align: left; font-weight: 600; color: var(--muted); white-space: nowrap; vertical-align: bottom; }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
td { vertical-align: middle; }
th[scope=row] { font-weight: 400; color: var(--ink); min-width: min(14rem, 40vw); max-width: 22rem; white-space: normal; overflow-wrap: anywhere; }
td.text { min-width: 10rem; max-width: 18rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { min-width: 15rem; }
.name { overflow-wrap: anywhere; }
.flag { display: inline-block; border-radius: 4px; padding: 0 .4rem; font-size: .8rem; white-space: nowrap; background: var(--warn-soft); color: var(--warn); }
.flag.bad { background: var(--alarm-soft); color: var(--alarm); }
.flag.good { background: var(--accent-soft); color: var(--ink); }
svg { display: block; max-width: 100%; height: auto; overflow: visible; }
svg text { fill: var(--muted); font-size: 12px; font-family: inherit; }
svg .strong { fill: var(--ink); }
svg .axis { stroke: var(--line); stroke-width: 1; }
svg .guide { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 3 3; }
svg .whisker { stroke: var(--accent); stroke-width: 2; stroke-linecap: round; fill: none; }
svg .dot { fill: var(--accent); stroke: var(--paper); stroke-width: 1; }
svg .bar { fill: var(--accent); }
svg .soft { fill: var(--accent-soft); }
svg .right { fill: var(--accent); }
svg .wrong { fill: var(--wrong); }
svg .cell { stroke: var(--line); stroke-width: .5; fill: none; }
svg .count { font-size: 11px; text-anchor: middle; fill: var(--ink); }
svg .inverse { fill: var(--paper); }
svg .label { unicode-bidi: plaintext; }
footer { margin-top: 3rem; color: var(--muted); font-size: .85rem; }
@media print {
  :root { color-scheme: light; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  tr, svg, .tiles div { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
