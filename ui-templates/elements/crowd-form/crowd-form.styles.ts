import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  :host([data-layout='page']) ::slotted(form),
  :host([data-layout='with-instructions']) ::slotted(form) {
    padding: 1rem;
  }
  /* Templates put margins on their form, which would lie under the column. */
  :host([data-layout='with-instructions']) {
    margin-inline-start: 15rem !important;
  }
  @media (max-width: 60rem) {
    :host([data-layout='with-instructions']) {
      margin-inline-start: 0 !important;
    }
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
