import { css } from 'lit';

/** The list of what was painted, the size of the brush, and what clicks have found. */
export const maskStyles = css`
  .masks {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 7rem;
    border-top: 1px solid var(--crowd-line);
  }
  .masks h2 {
    display: flex;
    justify-content: space-between;
    margin: 0;
    padding: 0.5rem 1rem;
    font-size: 0.9375rem;
  }
  .masks .count,
  .states {
    color: var(--crowd-muted);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .states {
    font-size: 0.8125rem;
  }
  .masks .none {
    margin: 0;
    padding: 0 1rem 0.75rem;
    color: var(--crowd-muted);
    font-size: 0.875rem;
  }
  .add-instance {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    min-height: 2.25rem;
    margin: 0 1rem 0.5rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
    font-size: 0.9375rem;
    cursor: pointer;
  }
  .add-instance:hover {
    border-color: var(--crowd-accent);
  }
  .mask-list {
    flex: 1;
    min-height: 0;
    margin: 0;
    padding: 0;
    overflow: auto;
    list-style: none;
  }
  .mask {
    min-height: 2.5rem;
    content-visibility: auto;
    contain-intrinsic-height: 2.5rem;
  }
  .mask .swatch.unknown {
    background-image: repeating-linear-gradient(45deg, transparent 0 3px, #fff 3px 5px);
  }
  .mask-name {
    min-height: 2.5rem;
  }
  .mask-note {
    margin: 0.5rem 1rem;
    padding: 0.5rem 0.75rem;
    border: 1px dashed var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    font-size: 0.875rem;
  }
  .mask-note.warning {
    border: 1px solid #b98900;
    background: light-dark(#fff4d6, #453500);
    color: light-dark(#4d3800, #ffe9b0);
  }
  .brush-size {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    padding: 0 0.25rem;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .brush-size input {
    width: 4.5rem;
    accent-color: var(--crowd-accent);
  }
  .brush-size output {
    min-width: 3rem;
    white-space: nowrap;
  }
  .found {
    position: absolute;
    z-index: 2;
    left: 50%;
    bottom: 0.75rem;
    translate: -50% 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 0.25rem;
    width: max-content;
    max-width: calc(100% - 1.5rem);
    padding: 0.375rem 0.5rem 0.375rem 0.875rem;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    box-shadow: 0 4px 16px rgb(0 0 0 / 20%);
    font-size: 0.875rem;
  }
  @media (pointer: coarse) {
    .mark {
      width: 2.75rem;
      height: 2.75rem;
      opacity: 1;
    }
    .brush-size input {
      height: 2.75rem;
    }
  }
`;
