import { css } from 'lit';

/** The stage, its toolbar and the crosshair. */
export const stageStyles = css`
  .work {
    overflow: hidden;
    background: light-dark(#dfe3e8, #0e1013);
  }
  .stage {
    position: absolute;
    inset: 0;
    overflow: hidden;
    cursor: crosshair;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
  }
  .stage:focus-visible {
    outline-offset: -3px;
  }
  .stage.moving,
  .stage.hand {
    cursor: grab;
  }
  .stage.moving {
    cursor: grabbing;
  }
  .stage canvas,
  .stage .layer,
  .stage .cross {
    position: absolute;
    top: 0;
    left: 0;
  }
  .stage .layer,
  .stage .cross {
    pointer-events: none;
  }
  .stage .layer,
  .stage > canvas.picture,
  .stage .layer > canvas {
    width: 100%;
    height: 100%;
  }
  .stage canvas[hidden] {
    display: none;
  }
  .cross {
    background: #fff;
    box-shadow: 0 0 0 0.5px rgb(0 0 0 / 70%);
    will-change: transform;
  }
  .cross[hidden] {
    display: none;
  }
  .cross.across {
    width: 100%;
    height: 1px;
  }
  .cross.upright {
    width: 1px;
    height: 100%;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem;
    padding: 0.375rem 0.5rem;
    border-bottom: 1px solid var(--crowd-line);
    background: var(--crowd-panel);
  }
  .toolbar .group {
    display: flex;
    align-items: center;
    gap: 0.125rem;
  }
  .toolbar .group + .group {
    padding-left: 0.375rem;
    margin-left: 0.125rem;
    border-left: 1px solid var(--crowd-line);
  }
  .tool.zoom-level {
    min-width: 3.75rem;
    font-variant-numeric: tabular-nums;
  }
  .settings {
    position: absolute;
    z-index: 2;
    top: 0.5rem;
    right: 0.5rem;
    display: grid;
    grid-template-columns: auto 9rem 3rem;
    gap: 0.375rem 0.75rem;
    align-items: center;
    padding: 0.75rem 1rem;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    box-shadow: 0 4px 16px rgb(0 0 0 / 20%);
    font-size: 0.875rem;
  }
  .settings input {
    accent-color: var(--crowd-accent);
  }
  .settings output {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .settings button {
    grid-column: 1 / -1;
  }
  .notice {
    position: absolute;
    z-index: 1;
    left: 50%;
    top: 0.75rem;
    translate: -50% 0;
    width: max-content;
    max-width: min(38rem, calc(100% - 1.5rem));
    padding: 0.5rem 0.875rem;
    border-radius: var(--crowd-radius);
    background: light-dark(#1a1f26, #e8ebef);
    color: light-dark(#fff, #16191d);
    font-size: 0.9375rem;
    pointer-events: none;
  }
  .notice.warning {
    top: auto;
    bottom: 0.75rem;
    background: light-dark(#fff4d6, #453500);
    color: light-dark(#4d3800, #ffe9b0);
    border: 1px solid light-dark(#b98900, #b98900);
    font-size: 0.875rem;
  }
  .readout {
    position: absolute;
    left: 0.5rem;
    bottom: 0.5rem;
    padding: 0.1rem 0.5rem;
    border-radius: 5px;
    background: rgb(0 0 0 / 65%);
    color: #fff;
    font: 0.75rem/1.5 ui-monospace, monospace;
    pointer-events: none;
  }
  .readout:empty {
    display: none;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  /* Every line of buttons would be taken from the picture. */
  @media (max-height: 32rem) {
    .toolbar {
      flex-wrap: nowrap;
      overflow: auto hidden;
    }
    .toolbar .group {
      flex: none;
    }
  }
  @media (pointer: coarse) {
    .tool {
      min-width: 2.75rem;
      height: 2.75rem;
    }
    .readout {
      display: none;
    }
  }
`;
