import { css } from 'lit';

export const twoStateStyles = css`
  :host {
    display: inline-block;
    border-radius: var(--crowd-radius);
    cursor: pointer;
    user-select: none;
    vertical-align: top;
  }
  :host([disabled]) {
    cursor: default;
  }
  :host(:focus-visible) {
    outline: 3px solid var(--crowd-accent);
    outline-offset: 2px;
  }
  .row {
    display: inline-flex;
    align-items: center;
    gap: 0.6rem;
    min-height: 2.25rem;
    padding: 0.15rem 0.5rem 0.15rem 0.15rem;
  }
  .mark {
    flex: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: 1.25rem;
    height: 1.25rem;
    border: 2px solid var(--crowd-control-line);
    border-radius: 4px;
    background: var(--crowd-paper);
    color: var(--crowd-accent-ink);
  }
  :host([checked]) .mark {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent);
  }
  :host([disabled]) .mark {
    border-color: var(--crowd-line);
    background: var(--crowd-panel);
    color: var(--crowd-muted);
  }
  :host(:hover:not([disabled])) .mark {
    border-color: var(--crowd-accent);
  }
  .mark.invalid {
    border-color: var(--crowd-alarm);
  }
  svg {
    width: 1rem;
    height: 1rem;
  }
  :host(:not([checked])) svg {
    visibility: hidden;
  }
  @media (pointer: coarse) {
    .row {
      min-height: 2.75rem;
    }
  }
  @media (forced-colors: active) {
    :host([checked]) .mark {
      background: Highlight;
    }
  }
`;
