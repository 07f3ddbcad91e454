import { css } from 'lit';

/** A button of a toolbar: an icon, pressed or not. */
export const toolStyles = css`
  .tool {
    display: inline-grid;
    place-items: center;
    min-width: 2.25rem;
    height: 2.25rem;
    padding: 0 0.4rem;
    border: 1px solid transparent;
    border-radius: var(--crowd-radius);
    background: none;
    color: var(--crowd-ink);
    font: inherit;
    font-size: 0.875rem;
    cursor: pointer;
  }
  .tool svg {
    width: 1.25rem;
    height: 1.25rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .tool:hover:not(:disabled) {
    background: var(--crowd-accent-soft);
  }
  .tool[aria-pressed='true'],
  .tool[aria-expanded='true'] {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent-soft);
    color: var(--crowd-accent);
  }
  .tool:disabled {
    opacity: 0.4;
    cursor: default;
  }
`;
