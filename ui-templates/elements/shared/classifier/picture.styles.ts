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
    overflow: hidden;
  }
  figure.can-zoom {
    /* One finger scrolls the page where it has to; two are the picture's. */
    touch-action: pan-x pan-y;
  }
  figure.zoomed {
    cursor: grab;
    touch-action: none;
  }
  figure.zoomed:active {
    cursor: grabbing;
  }
  .layout {
    position: absolute;
    inset: 0;
    padding: clamp(0.5rem, 2vmin, 1.5rem);
    transform-origin: 0 0;
  }
  .zoom {
    position: absolute;
    inset-block-end: 0.75rem;
    inset-inline-end: 0.75rem;
    display: flex;
    overflow: hidden;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
  }
  .zoom button {
    min-width: 2.5rem;
    min-height: 2.5rem;
    padding: 0 0.5rem;
    border: 0;
    background: none;
    color: var(--crowd-ink);
    font: inherit;
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }
  .zoom button:hover {
    background: var(--crowd-panel);
  }
  .zoom button:focus-visible {
    outline: 3px solid var(--crowd-accent);
    outline-offset: -3px;
  }
  img {
    width: 100%;
    height: 100%;
    object-fit: contain;
    image-orientation: none;
    image-rendering: var(--rendering, auto);
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
