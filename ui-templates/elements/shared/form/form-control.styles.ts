import { css } from 'lit';

/** Labels, fields and messages of form controls. */
export const formControlStyles = css`
  :host {
    color: var(--crowd-ink);
  }
  :host([disabled]) {
    color: var(--crowd-muted);
  }
  label,
  .label {
    display: block;
    margin-bottom: 0.25rem;
    font-weight: 600;
  }
  .required {
    color: var(--crowd-alarm);
  }
  input,
  textarea {
    width: 100%;
    min-height: 2.75rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
  }
  input:disabled,
  textarea:disabled {
    background: var(--crowd-panel);
    color: var(--crowd-muted);
  }
  .invalid {
    border-color: var(--crowd-alarm);
    box-shadow: inset 0 0 0 1px var(--crowd-alarm);
  }
  .complaint {
    margin-top: 0.25rem;
    color: var(--crowd-alarm);
    font-size: 0.875rem;
  }
  .hint {
    margin-top: 0.25rem;
    color: var(--crowd-muted);
    font-size: 0.875rem;
    text-align: end;
  }
`;
