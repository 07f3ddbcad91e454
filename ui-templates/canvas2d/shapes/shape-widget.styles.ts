import { css } from 'lit';

/** The list of what was drawn, and the word that there is nothing. */
export const shapeStyles = css`
  .shapes {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 7rem;
    border-top: 1px solid var(--crowd-line);
  }
  .shapes h2 {
    display: flex;
    justify-content: space-between;
    margin: 0;
    padding: 0.5rem 1rem;
    font-size: 0.9375rem;
  }
  .shapes .count {
    color: var(--crowd-muted);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .shapes .none {
    margin: 0;
    padding: 0 1rem 0.75rem;
    color: var(--crowd-muted);
    font-size: 0.875rem;
  }
  .shape-list {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  .shape-list ul {
    position: relative;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .shape {
    position: absolute;
    right: 0;
    left: 0;
    height: 40px;
  }
  .shape-name {
    height: 100%;
  }
  .states {
    color: var(--crowd-muted);
    font-size: 0.8125rem;
  }
  .shapes-note {
    margin: 0.75rem 1rem 0;
    padding: 0.5rem 0.75rem;
    border: 1px dashed var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    font-size: 0.875rem;
  }
  @media (pointer: coarse) {
    .mark {
      width: 2.75rem;
      height: 2.5rem;
      opacity: 1;
    }
  }
`;
