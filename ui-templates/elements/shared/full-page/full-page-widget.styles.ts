import { css } from 'lit';

/** Beside what all pages of widgets share: a toolbar over the work, labels with colours, the list of shortcuts. */
export const frameStyles = css`
  .middle {
    grid-area: work;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  .middle .work {
    flex: 1;
    min-height: 0;
  }
  .headerButtonsContainer {
    display: flex;
    gap: 1.25rem;
  }
  .pane {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    overflow: hidden auto;
  }
  .label-pane {
    display: flex;
    flex: 0 1 auto;
    flex-direction: column;
    min-height: 4rem;
    max-height: 60%;
  }
  .label-pane-content {
    display: flex;
    flex-direction: column;
    gap: 0.3rem;
    min-height: 0;
    overflow: auto;
    padding: 0.75rem 1rem;
  }
  .label-button {
    display: flex;
    flex: none;
    align-items: center;
    gap: 0.6rem;
    min-height: 2.5rem;
    padding: 0.3rem 0.7rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .label-button:hover {
    border-color: var(--crowd-accent);
  }
  .label-button.selected {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent-soft);
    box-shadow: inset 0 0 0 1px var(--crowd-accent);
    font-weight: 600;
  }
  .label-button .text {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .label-button .swatch {
    flex: none;
    width: 1.125rem;
    height: 1.125rem;
    border: 1px solid rgb(0 0 0 / 35%);
    border-radius: 4px;
  }
  .label-search {
    margin: 0.75rem 1rem 0;
    min-height: 2.5rem;
    padding: 0.4rem 0.75rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
  }
  .none {
    margin: 0;
    color: var(--crowd-muted);
  }
  kbd {
    flex: none;
    min-width: 1.6em;
    padding: 0 0.35em;
    border: 1px solid var(--crowd-line);
    border-bottom-width: 2px;
    border-radius: 5px;
    background: var(--crowd-panel);
    color: var(--crowd-muted);
    font: 600 0.8125rem/1.6 ui-monospace, monospace;
    text-align: center;
  }
  .typed-number {
    padding: 0.5rem 1rem;
    border-bottom: 1px solid var(--crowd-line);
    font-weight: 600;
  }
  .label-button kbd {
    white-space: nowrap;
  }
  .complaint {
    color: var(--crowd-alarm);
    font-weight: 600;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .shortcuts {
    width: 100%;
    border-collapse: collapse;
  }
  .shortcuts th,
  .shortcuts td {
    padding: 0.3rem 0.5rem 0.3rem 0;
    border-bottom: 1px solid var(--crowd-line);
    text-align: start;
    vertical-align: top;
  }
  .shortcuts td:first-child {
    white-space: nowrap;
  }
  @media (max-width: 60rem) and (min-height: 32rem), (max-width: 34rem) {
    .label-pane {
      max-height: none;
    }
    .label-pane-content {
      flex-flow: row nowrap;
      padding: 0.5rem 0.75rem;
    }
    .label-button {
      min-height: 2.75rem;
    }
  }
  @media (pointer: coarse) {
    .label-button kbd,
    .suggestion kbd {
      display: none;
    }
  }
`;
