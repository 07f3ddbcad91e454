import { css } from 'lit';

export const styles = css`
  .page,
  .page.without-side {
    grid-template-columns: minmax(0, 1fr) minmax(20rem, 30rem);
  }
  .page:not(.without-side) {
    grid-template-columns: 15rem minmax(0, 1fr) minmax(20rem, 30rem);
  }
  h2 {
    margin: 0 0 0.5rem;
    font-size: 0.9375rem;
  }
  /* Room for the outline of the text. */
  .passage h2 {
    margin-bottom: 1rem;
  }
  .passage {
    max-width: 46rem;
    margin: 0 auto;
    padding: 1.5rem clamp(1rem, 4vw, 3rem);
  }
  .pairs {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 1rem;
    min-height: 0;
    overflow: auto;
    padding: 1rem;
  }
  .pair {
    display: flex;
    flex-direction: column;
    gap: 0.375rem;
    padding: 0.75rem;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
  }
  label {
    font-weight: 600;
  }
  textarea,
  input[type='text'] {
    width: 100%;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
  }
  .hint,
  .references span {
    color: var(--crowd-muted);
    font-size: 0.875rem;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem 0.75rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    font-weight: 600;
  }
  .tag {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 2rem;
    font-weight: 400;
  }
  ul {
    margin: 0.25rem 0;
    padding: 0;
  }
  li {
    padding-inline-start: 0.5rem;
    border-inline-start: 3px solid var(--mark);
    list-style: none;
  }
  li button {
    min-width: 1.75rem;
    min-height: 1.75rem;
    border: 0;
    background: none;
    color: var(--crowd-alarm);
    font: inherit;
    cursor: pointer;
  }
  @media (max-width: 60rem) {
    .page:not(.without-side),
    .page.without-side {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
