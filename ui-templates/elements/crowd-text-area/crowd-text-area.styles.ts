import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    margin-block: 0.5rem;
  }
  .grow {
    display: grid;
  }
  textarea,
  .copy {
    grid-area: 1 / 1;
    min-height: calc(var(--rows) * 1.5em + 1rem + 2px);
    max-height: calc(var(--max-rows, 1000000) * 1.5em + 1rem + 2px);
  }
  textarea {
    resize: none;
    overflow: auto;
  }
  .copy {
    visibility: hidden;
    overflow: hidden;
    padding: 0.5rem 0.75rem;
    border: 1px solid transparent;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;
