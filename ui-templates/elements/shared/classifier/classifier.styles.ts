import { css } from 'lit';

/** The labels of a classifier. */
export const classifierStyles = css`
  .label-pane-content {
    flex: 1;
    gap: 0;
    padding: 0;
    overflow: visible;
  }
  fieldset {
    flex: 1;
    display: flex;
    flex-direction: column;
    gap: 0.375rem;
    min-width: 0;
    min-height: 0;
    overflow: auto;
    margin: 0;
    padding: 1rem;
    border: 0;
  }
  legend {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .label-button {
    position: relative;
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-height: 2.75rem;
    padding: 0.4rem 0.75rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    cursor: pointer;
  }
  .label-button:has(:focus-visible) {
    outline: 3px solid var(--crowd-accent);
    outline-offset: 2px;
  }
  .label-button input {
    flex: none;
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    accent-color: var(--crowd-accent);
    outline: none;
  }
  .text {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .suggested {
    display: block;
    color: var(--crowd-muted);
    font-size: 0.8125rem;
    font-weight: 400;
  }
  .suggestion {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin: 1rem 1rem 0;
    padding: 0.5rem 0.5rem 0.5rem 0.75rem;
    border: 1px dashed var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    font-size: 0.875rem;
  }
  .suggestion span {
    flex: 1;
  }
  .suggestion button {
    flex: none;
    min-height: 2rem;
    padding: 0.2rem 0.75rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
    cursor: pointer;
  }
  .label-button:has(:disabled) {
    cursor: default;
    color: var(--crowd-muted);
  }
  .label-button.exclusion {
    margin-top: 0.5rem;
    border-style: dashed;
  }
  @media (max-width: 60rem) {
    .label-pane-content {
      flex-flow: column nowrap;
      padding: 0;
    }
    fieldset {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
      gap: 0.5rem;
      padding: 0.75rem 1rem;
    }
    .label-button {
      min-height: 3rem;
    }
  }
`;
