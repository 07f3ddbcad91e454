import { css } from 'lit';

export const styles = css`
  .middle .work {
    overflow-anchor: none;
    padding: 1.25rem 1.5rem 8rem;
  }
  .work > slot:not([name]) {
    display: block;
    max-width: 60rem;
    margin: 1rem auto 0;
  }
  .sheet {
    position: relative;
    max-width: 60rem;
    margin: 0 auto;
  }
  .popup {
    position: absolute;
    z-index: 5;
    display: flex;
    flex-direction: column;
    min-width: 12rem;
    max-width: min(22rem, 100%);
    overflow: hidden;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    box-shadow: 0 6px 24px rgb(0 0 0 / 28%);
    font-size: 0.9375rem;
  }
  .popup-title {
    flex: none;
    padding: 0.4rem 0.75rem 0.2rem;
    color: var(--crowd-muted);
    font-size: 0.8125rem;
  }
  .popup-search {
    flex: none;
    margin: 0.25rem 0.5rem;
    padding: 0.3rem 0.5rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: 6px;
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
  }
  .picks {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 0.25rem;
  }
  .pick {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    width: 100%;
    min-height: 2.125rem;
    padding: 0.2rem 0.5rem;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--crowd-ink);
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .pick:hover,
  .pick[aria-pressed='true'] {
    background: var(--crowd-accent-soft);
  }
  .pick[aria-pressed='true'] {
    font-weight: 600;
  }
  .pick:focus-visible,
  .row:focus-visible {
    outline-offset: -3px;
  }
  .pick-name {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .dot {
    flex: none;
    width: 0.8rem;
    height: 0.8rem;
    border-radius: 3px;
    background: var(--mark);
  }
  .dot.suggested {
    border: 2px dashed var(--mark);
    background: none;
  }
  .popup-actions {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
    padding: 0.5rem;
    border-top: 1px solid var(--crowd-line);
  }
  .action {
    min-height: 2rem;
    padding: 0.15rem 0.6rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: 6px;
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
    font-size: 0.875rem;
    cursor: pointer;
  }
  .action:hover {
    background: var(--crowd-accent-soft);
  }
  .action[aria-pressed='true'] {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent-soft);
    color: var(--crowd-accent);
  }
  .action:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .toolbar,
  .group,
  .find,
  .suggestions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem;
  }
  .toolbar {
    gap: 0.375rem 0.75rem;
    padding: 0.375rem 0.75rem;
    border-bottom: 1px solid var(--crowd-line);
    background: var(--crowd-panel);
  }
  .suggestions {
    margin-inline-start: auto;
    font-size: 0.875rem;
  }
  .find {
    flex-basis: 100%;
  }
  .find-input {
    flex: 1;
    min-width: 8rem;
    max-width: 24rem;
    min-height: 2rem;
    padding: 0.2rem 0.6rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: 6px;
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
    font-size: 0.9375rem;
  }
  .find-count {
    min-width: 5rem;
    color: var(--crowd-muted);
    font-size: 0.875rem;
  }
  .note {
    max-width: 60rem;
    margin: 0 auto 1rem;
    color: var(--crowd-muted);
  }
  .notice {
    position: fixed;
    z-index: 6;
    bottom: 1.5rem;
    left: 50%;
    max-width: calc(100% - 2rem);
    padding: 0.5rem 1rem;
    border-radius: var(--crowd-radius);
    background: var(--crowd-ink);
    color: var(--crowd-paper);
    font-size: 0.9375rem;
    transform: translateX(-50%);
    pointer-events: none;
  }
  .entities {
    flex: 1 1 12rem;
    display: flex;
    flex-direction: column;
    min-height: 8rem;
    border-top: 1px solid var(--crowd-line);
  }
  .entities h2 {
    margin: 0;
    padding: 0.6rem 1rem 0.3rem;
    font-size: 0.9375rem;
  }
  .count {
    color: var(--crowd-muted);
    font-weight: 400;
  }
  .none {
    margin: 0;
    padding: 0.25rem 1rem 1rem;
    color: var(--crowd-muted);
    font-size: 0.875rem;
  }
  .list {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overflow-anchor: none;
  }
  .list:focus-visible {
    outline-offset: -3px;
  }
  .list-space {
    position: relative;
  }
  .row {
    position: absolute;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    height: 40px;
    padding-inline: 1rem 0.5rem;
    font-size: 0.875rem;
    cursor: pointer;
  }
  .row:hover {
    background: color-mix(in srgb, var(--crowd-accent) 8%, transparent);
  }
  .row.chosen {
    background: var(--crowd-accent-soft);
    box-shadow: inset 3px 0 0 var(--crowd-accent);
  }
  .row-text {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .row-label {
    flex: none;
    max-width: 45%;
    overflow: hidden;
    color: var(--crowd-muted);
    font-size: 0.8125rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .cross {
    flex: none;
    display: grid;
    place-items: center;
    width: 1.75rem;
    height: 1.75rem;
    border-radius: 6px;
    color: var(--crowd-muted);
    font-size: 1.125rem;
  }
  .cross:hover {
    background: var(--crowd-line);
    color: var(--crowd-ink);
  }
  @media (pointer: coarse) {
    .tool,
    .action,
    .pick {
      min-width: 2.75rem;
      min-height: 2.75rem;
    }
  }
  @media (max-width: 60rem) {
    .middle .work {
      padding: 0.75rem 1rem 6rem;
    }
    .entities {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .bar,
    .chip,
    .dot,
    .caret,
    .handle::before {
      forced-color-adjust: none;
    }
  }
`;
