import { css } from 'lit';

/** A text that is worked on and what is marked in it. The height of a lane is `LANE` of marks-layer.ts. */
export const textStyles = css`
  .prose {
    position: relative;
    isolation: isolate;
    padding-bottom: 12px;
    font-size: var(--text-size, 1.125rem);
    line-height: calc(1.3em + 18px);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    cursor: text;
    outline: none;
    -webkit-touch-callout: none;
  }
  .prose:focus-visible {
    border-radius: 4px;
    outline: 2px solid var(--crowd-accent);
    outline-offset: 10px;
  }
  .paragraph {
    min-height: 1lh;
    line-height: calc(1.3em + 18px * var(--lanes, 1) + 2px);
  }
  /* Drawn as it would be labelled, by .selection. */
  .prose ::selection {
    background: transparent;
  }
  .paragraph.blank {
    line-height: 1.5;
  }
  .layer {
    position: absolute;
    inset: 0;
    pointer-events: none;
    user-select: none;
    -webkit-user-select: none;
  }
  .layer.under {
    z-index: -1;
  }
  .layer.over {
    z-index: 1;
  }
  .layer span {
    position: absolute;
    top: 0;
    left: 0;
  }
  .tint {
    border-radius: 2px;
    background: color-mix(in srgb, var(--mark) 20%, transparent);
  }
  .tint.suggested {
    background: color-mix(in srgb, var(--mark) 9%, transparent);
  }
  .tint.chosen {
    outline: 2px solid var(--crowd-ink);
    outline-offset: 0;
    background: color-mix(in srgb, var(--mark) 38%, transparent);
  }
  .bar {
    border-radius: 2px;
    background: var(--mark);
    pointer-events: auto;
    cursor: pointer;
  }
  .bar.suggested {
    background: repeating-linear-gradient(90deg, var(--mark) 0 5px, transparent 5px 8px);
  }
  .chip {
    display: flex;
    align-items: center;
    overflow: hidden;
    border-radius: 0 0 4px 4px;
    background: var(--mark);
    color: var(--mark-ink);
    font: 600 11px/16px system-ui, -apple-system, 'Segoe UI', Roboto, 'Hiragino Sans', 'Noto Sans', 'Noto Sans JP', sans-serif;
    white-space: pre;
    pointer-events: auto;
    cursor: pointer;
  }
  .chip::before {
    content: attr(data-name);
    flex: 1;
    min-width: 0;
    overflow: hidden;
    padding-inline-start: 5px;
    text-overflow: ellipsis;
  }
  .chip i {
    flex: none;
    display: grid;
    place-items: center;
    width: 16px;
    height: 100%;
    font-style: normal;
  }
  .chip i::before {
    content: '×';
    font-size: 13px;
    opacity: 0.75;
  }
  .chip i:hover {
    background: rgb(0 0 0 / 25%);
  }
  .chip i:hover::before {
    opacity: 1;
  }
  .chip.cut:not(:hover, .chosen) i {
    display: none;
  }
  .chip:hover,
  .chip.chosen {
    z-index: 2;
  }
  .chip.cut:is(:hover, .chosen) {
    width: var(--whole) !important;
  }
  .chip.suggested {
    border: 1px dashed var(--mark);
    border-top: 0;
    background: var(--crowd-paper);
    color: var(--crowd-ink);
  }
  .chip.chosen {
    box-shadow: 0 0 0 2px var(--crowd-ink);
  }
  .handle {
    z-index: 3;
    pointer-events: auto;
    cursor: ew-resize;
    touch-action: none;
  }
  .handle::before {
    content: '';
    position: absolute;
    inset: 0 4px;
    border: 1px solid var(--crowd-paper);
    border-radius: 3px;
    background: var(--crowd-ink);
  }
  .found {
    border-radius: 2px;
    background: light-dark(#ffe99a, #5c4a00);
  }
  .found.now {
    background: light-dark(#ffc400, #8a6d00);
  }
  .selection {
    border-radius: 2px;
    background: light-dark(#a9cbfa, #33588f);
  }
  .caret {
    background: var(--crowd-accent);
    animation: blink 1.1s steps(1) infinite;
  }
  @keyframes blink {
    50% {
      opacity: 0;
    }
  }
`;
