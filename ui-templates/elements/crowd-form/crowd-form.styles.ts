import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  #answers-box {
    margin: 1rem;
    padding: 1rem;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-panel);
    color: var(--crowd-ink);
    font: 13px/1.5 ui-monospace, monospace;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .hint {
    position: sticky;
    bottom: 0;
    padding: 0.75rem 1rem;
    border-top: 1px solid var(--crowd-alarm);
    background: var(--crowd-paper);
    color: var(--crowd-alarm);
    font-weight: 600;
  }
`;
