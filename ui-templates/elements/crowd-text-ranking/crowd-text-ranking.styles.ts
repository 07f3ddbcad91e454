import { css } from 'lit';

export const styles = css`
  .ranking {
    padding: 1rem clamp(1rem, 3vw, 2rem) 2rem;
  }
  h2 {
    margin: 0 0 0.25rem;
    font-size: 0.9375rem;
  }
  p {
    margin: 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .prompt {
    margin-bottom: 1rem;
    padding: 1rem;
    border-inline-start: 4px solid var(--crowd-accent);
    background: var(--crowd-panel);
  }
  .responses {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: 1rem;
  }
  .response {
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    padding: 1rem;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
  }
  .response p {
    flex: 1;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    font-weight: 600;
  }
  small {
    color: var(--crowd-muted);
    font-weight: 400;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 2.75rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    cursor: pointer;
  }
  label.selected {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent-soft);
    font-weight: 600;
  }
  input {
    margin: 0;
    accent-color: var(--crowd-accent);
  }
`;
