import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    color: var(--crowd-ink);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
    border-bottom: 1px solid var(--crowd-line);
  }
  [role='tab'] {
    min-height: 2.75rem;
    padding: 0.4rem 1rem;
    border: 0;
    border-bottom: 3px solid transparent;
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  [role='tab']:hover {
    background: var(--crowd-accent-soft);
  }
  [aria-selected='true'] {
    border-bottom-color: var(--crowd-accent);
    color: var(--crowd-accent);
  }
  ::slotted(crowd-tab:not([hidden])) {
    display: block;
  }
  .panel {
    padding-block: 1rem;
  }
`;
