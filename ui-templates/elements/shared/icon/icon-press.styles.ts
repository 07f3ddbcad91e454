import { css } from 'lit';

/** A round button with an icon. */
export const iconPressStyles = css`
  :host {
    display: inline-block;
    vertical-align: middle;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: 2.5rem;
    height: 2.5rem;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button:hover {
    background: var(--crowd-accent-soft);
  }
  button:disabled {
    cursor: default;
    background: none;
    color: var(--crowd-muted);
  }
  @media (pointer: coarse) {
    button {
      width: 2.75rem;
      height: 2.75rem;
    }
  }
`;
