import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    margin-block: 0.5rem;
  }
  .row {
    display: flex;
    align-items: flex-start;
    gap: 1rem;
  }
  .track {
    position: relative;
    flex: 1;
    padding-top: 0.25rem;
  }
  :host([pin]) .track {
    padding-top: 1.75rem;
  }
  input[type='range'] {
    min-height: 2.25rem;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    accent-color: var(--crowd-accent);
  }
  .pin {
    position: absolute;
    top: 0;
    left: calc(0.5rem + var(--at) * (100% - 1rem));
    translate: -50%;
    min-width: 2rem;
    padding: 0 0.4rem;
    border-radius: 6px;
    background: var(--crowd-accent);
    color: var(--crowd-accent-ink);
    font-size: 0.8125rem;
    text-align: center;
  }
  .second {
    position: absolute;
    bottom: 0.25rem;
    left: calc(0.5rem + var(--at) * (100% - 1rem));
    width: 2px;
    height: 1.75rem;
    background: var(--crowd-control-line);
  }
  .number {
    flex: none;
    width: 6rem;
  }
  .labels {
    position: relative;
    margin-inline: 0.5rem;
  }
  .labels.some {
    min-height: 1.75rem;
  }
`;
