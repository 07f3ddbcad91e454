import { css } from 'lit';

/** The page of a widget that takes the whole screen: question, instructions, work area, answers. */
export const fullPageStyles = css`
  :host {
    position: relative;
    display: block;

    height: 100dvh;
    min-height: 20rem;
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font-size: 1rem;
  }
  .page {
    display: grid;
    grid-template: 'header header header' auto 'side work answers' minmax(0, 1fr) / auto minmax(0, 1fr) 17rem;
    height: 100%;
  }
  .page.without-side {
    grid-template: 'header header' auto 'work answers' minmax(0, 1fr) / minmax(0, 1fr) 17rem;
  }
  .headerContainer {
    grid-area: header;
    display: flex;
    align-items: center;
    gap: 1rem;
    padding: 0.75rem 1.25rem;
    border-bottom: 1px solid var(--crowd-line);
  }
  .no-header {
    flex: 1;
  }
  h1 {
    flex: 1;
    margin: 0;
    font-size: 1.125rem;
    font-weight: 600;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  aside {
    grid-area: side;
    box-sizing: border-box;
    /* Templates set another. */
    width: 15rem;
    overflow: auto;
    padding: 1rem 1.25rem;
    border-right: 1px solid var(--crowd-line);
    background: var(--crowd-panel);
    font-size: 0.9375rem;
  }
  aside h2 {
    margin: 0 0 0.5rem;
    font-size: 0.9375rem;
  }
  ::slotted(short-instructions),
  ::slotted(full-instructions),
  ::slotted(classification-target) {
    display: block;
  }
  .annotation-area {
    display: contents;
  }
  .work {
    grid-area: work;
    position: relative;
    overflow: auto;
    min-width: 0;
  }
  .answers {
    grid-area: answers;
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-left: 1px solid var(--crowd-line);
    background: var(--crowd-panel);
  }
  .footer {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
    padding: 0.75rem 1rem;
    border-top: 1px solid var(--crowd-line);
  }
  .footer:not(:has(> :not([hidden]))) {
    display: none;
  }
  .footer crowd-button {
    display: grid;
  }
  awsui-button {
    display: block;
  }
  awsui-button[hidden] {
    display: none;
  }
  .header-button,
  .moreInstructionsLink {
    padding: 0;
    border: 0;
    background: none;
    color: var(--crowd-accent);
    font: inherit;
    text-align: start;
    text-decoration: underline;
    cursor: pointer;
  }
  .problem {
    margin: 1rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--crowd-alarm);
    border-radius: var(--crowd-radius);
    color: var(--crowd-alarm);
    overflow-wrap: anywhere;
  }
  dialog {
    width: calc(100vw - 2rem);
    max-width: 42rem;
    max-height: calc(100vh - 2rem);
    padding: 0;
    border: 1px solid var(--crowd-line);
    border-radius: 12px;
    background: var(--crowd-paper);
    color: var(--crowd-ink);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 50%);
  }
  .dialog-header {
    position: sticky;
    top: 0;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    padding: 0.75rem 1.25rem;
    border-bottom: 1px solid var(--crowd-line);
    background: var(--crowd-paper);
  }
  .dialog-header h2 {
    margin: 0;
    font-size: 1.0625rem;
  }
  .dialog-body {
    padding: 1rem 1.25rem;
  }
  @media (max-width: 60rem) {
    aside {
      display: none;
    }
    .headerContainer {
      padding: 0.6rem 1rem;
    }
  }
  /* Where there is little height, on a phone held sideways or at 200 %, answers under the work would leave none of it. */
  @media (max-width: 60rem) and (min-height: 32rem), (max-width: 34rem) {
    .page,
    .page.without-side {
      grid-template: 'header' auto 'work' minmax(9rem, 1fr) 'answers' auto / minmax(0, 1fr);
    }
    .answers {
      max-height: 55vh;
      border-left: 0;
      border-top: 1px solid var(--crowd-line);
    }
  }
`;
