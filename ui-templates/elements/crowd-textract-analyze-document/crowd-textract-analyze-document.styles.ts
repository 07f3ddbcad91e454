import { css } from 'lit';

export const styles = css`
  .places {
    position: absolute;
    inset: clamp(0.5rem, 2vmin, 1.5rem);
    display: grid;
    place-items: center;
    container-type: size;
    pointer-events: none;
  }
  .sheet {
    position: relative;
    width: min(100cqw, 100cqh / var(--ratio));
  }
  .place {
    position: absolute;
    border: 2px solid var(--crowd-accent);
    background: color-mix(in srgb, var(--crowd-accent) 18%, transparent);
  }
  .place.value {
    border-style: dashed;
  }
  .pairs {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 0.75rem;
    min-height: 0;
    overflow: auto;
    padding: 1rem;
  }
  .pair {
    display: flex;
    flex-direction: column;
    gap: 0.25rem;
    padding: 0.75rem;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
  }
  .pair.focused {
    border-color: var(--crowd-accent);
  }
  label {
    font-size: 0.875rem;
    font-weight: 600;
  }
  input {
    min-height: 2.5rem;
    padding: 0.4rem 0.6rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
  }
  input[readonly] {
    background: var(--crowd-panel);
  }
  .pair button {
    align-self: flex-start;
    min-height: 2.25rem;
    padding: 0;
    border: 0;
    background: none;
    color: var(--crowd-accent);
    font: inherit;
    text-decoration: underline;
    cursor: pointer;
  }
  .missing {
    margin: 0;
    color: var(--crowd-muted);
  }
`;
