import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    margin-block: 0.5rem;
  }
  .box {
    --tone: var(--crowd-accent);
    display: flex;
    align-items: flex-start;
    gap: 0.75rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--tone);
    border-inline-start-width: 4px;
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
  }
  .success {
    --tone: light-dark(#1b7f3b, #7ad694);
  }
  .warning {
    --tone: light-dark(#9a6200, #f2c063);
  }
  .error {
    --tone: var(--crowd-alarm);
  }
  .icon {
    flex: none;
    color: var(--tone);
  }
  .text {
    flex: 1;
    overflow-wrap: anywhere;
  }
  button {
    flex: none;
    display: inline-flex;
    padding: 0;
    border: 0;
    border-radius: 4px;
    background: none;
    color: inherit;
    cursor: pointer;
  }
  button .icon {
    color: inherit;
  }
`;
