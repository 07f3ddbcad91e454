import { css } from 'lit';

/**
 * Colours and shapes of all elements. They follow the page's `color-scheme`: light unless a template asks for both, because templates were
 * written for a white page.
 */
export const theme = css`
  :host {
    --crowd-paper: light-dark(#ffffff, #16191d);
    --crowd-panel: light-dark(#f6f7f9, #1d2126);
    --crowd-ink: light-dark(#1a1f26, #e8ebef);
    --crowd-muted: light-dark(#55606e, #a7b0bc);
    --crowd-line: light-dark(#d5dae1, #363d46);
    --crowd-control-line: light-dark(#7b8693, #7f8a97);
    --crowd-accent: light-dark(#1f5fbf, #8ab4f8);
    --crowd-accent-ink: light-dark(#ffffff, #10223d);
    --crowd-accent-soft: light-dark(#e7effb, #22324b);
    --crowd-alarm: light-dark(#b3261e, #ffb4ab);
    --crowd-radius: 8px;
    font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Hiragino Sans', 'Noto Sans', 'Noto Sans JP', sans-serif;
    line-height: 1.5;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 3px solid var(--crowd-accent);
    outline-offset: 2px;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
