import { css } from 'lit';

/** Text or other content to classify. */
export const targetStyles = css`
  .target {
    max-width: 46rem;
    margin: 0 auto;
    padding: clamp(1rem, 5vh, 3rem) clamp(1rem, 4vw, 3rem);
    font-size: 1.1875rem;
    line-height: 1.7;
    overflow-wrap: anywhere;
  }
`;
