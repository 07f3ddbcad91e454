import { css } from 'lit';

/** As in the page of a widget. The form leaves the room for the column. */
export const styles = css`
  :host {
    display: block;
  }
  :host([data-standing]) {
    position: fixed;
    inset-block: 0;
    inset-inline-start: 0;
    box-sizing: border-box;
    width: 15rem;
    overflow: auto;
    padding: 1rem 1.25rem;
    border-inline-end: 1px solid var(--crowd-line);
    background: var(--crowd-panel);
    color: var(--crowd-ink);
    font-size: 0.9375rem;
  }
  h2 {
    margin: 0 0 0.5rem;
    font-size: 0.9375rem;
  }
  button {
    display: block;
    margin-top: 0.75rem;
    padding: 0;
    border: 0;
    background: none;
    color: var(--crowd-accent);
    font: inherit;
    text-align: start;
    text-decoration: underline;
    cursor: pointer;
  }
  @media (max-width: 60rem) {
    :host([data-standing]) {
      position: static;
      width: auto;
      /* To the edges of the form. */
      margin: 0 -1rem 1rem;
      border: 0;
      border-bottom: 1px solid var(--crowd-line);
    }
    :host([data-standing]:first-child) {
      margin-top: -1rem;
    }
  }
`;
