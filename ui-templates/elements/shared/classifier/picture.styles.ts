import { css } from 'lit';

/** A picture to classify, and a comment. */
export const pictureStyles = css`
  .work {
    background: light-dark(#eceff3, #0e1013);
  }
  figure {
    position: absolute;
    inset: 0;
    margin: 0;
    padding: clamp(0.5rem, 2vmin, 1.5rem);
  }
  img {
    width: 100%;
    height: 100%;
    object-fit: contain;
    image-orientation: none;
  }
  img.tiny {
    image-rendering: pixelated;
  }
  .comment summary {
    color: var(--crowd-accent);
    cursor: pointer;
  }
  .comment label {
    display: block;
    margin: 0.5rem 0 0.25rem;
    font-size: 0.875rem;
  }
  .comment textarea {
    width: 100%;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
  }
`;
