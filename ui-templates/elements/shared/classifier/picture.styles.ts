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
  svg.overlay {
    position: absolute;
    inset: clamp(0.5rem, 2vmin, 1.5rem);
    width: calc(100% - 2 * clamp(0.5rem, 2vmin, 1.5rem));
    height: calc(100% - 2 * clamp(0.5rem, 2vmin, 1.5rem));
    pointer-events: none;
  }
  .legend {
    padding: 1rem 1rem 0;
    font-size: 0.9375rem;
  }
  .legend ul {
    margin: 0.5rem 0 0;
    padding: 0;
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    overflow-wrap: anywhere;
  }
  .legend .swatch {
    flex: none;
    width: 1rem;
    height: 1rem;
    border: 1px solid rgb(0 0 0 / 35%);
    border-radius: 4px;
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
