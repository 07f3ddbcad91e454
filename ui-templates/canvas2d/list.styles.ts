import { css } from 'lit';

/** What lists of what was drawn or painted have in common: a row for an entry, marks beside an entry, the choice of another label, the word that there is nothing. */
export const listStyles = css`
  .row {
    display: flex;
    align-items: center;
    padding: 0 0.5rem 0 1rem;
  }
  .row:hover {
    background: var(--crowd-accent-soft);
  }
  .row.selected {
    background: var(--crowd-accent-soft);
    box-shadow: inset 3px 0 var(--crowd-accent);
  }
  .row .swatch {
    flex: none;
    width: 0.875rem;
    height: 0.875rem;
    margin-inline-end: 0.5rem;
    border: 1px solid rgb(0 0 0 / 35%);
    border-radius: 3px;
  }
  .row-name {
    flex: 1;
    min-width: 0;
    padding: 0;
    border: 0;
    overflow: hidden;
    background: none;
    color: var(--crowd-ink);
    font: inherit;
    font-size: 0.9375rem;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
    cursor: pointer;
  }
  .row-name:focus-visible,
  .mark:focus-visible {
    outline-offset: -2px;
  }
  .relabel {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0 1rem 0.5rem;
    font-size: 0.875rem;
  }
  .relabel select {
    flex: 1;
    min-width: 0;
    min-height: 2.25rem;
    padding: 0.2rem 0.4rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
  }
  .mark {
    flex: none;
    display: grid;
    place-items: center;
    width: 1.875rem;
    height: 1.875rem;
    padding: 0;
    border: 0;
    border-radius: var(--crowd-radius);
    background: none;
    color: var(--crowd-muted);
    cursor: pointer;
    opacity: 0;
  }
  .add-instance svg,
  .mark svg {
    width: 1.125rem;
    height: 1.125rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .mark.on {
    color: var(--crowd-accent);
  }
  .row:hover .mark,
  .row.selected .mark,
  .mark:focus-visible,
  .mark.on {
    opacity: 1;
  }
  .nothing {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-size: 0.9375rem;
  }
  .nothing input {
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    accent-color: var(--crowd-accent);
  }
  .nothing:has(:disabled) {
    color: var(--crowd-muted);
  }
`;
