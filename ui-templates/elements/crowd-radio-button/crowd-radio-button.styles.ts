import { css } from 'lit';

export const styles = css`
  .mark {
    border-radius: 50%;
  }
  :host([checked]) .mark {
    background: var(--crowd-paper);
  }
  .dot {
    width: 0.6rem;
    height: 0.6rem;
    border-radius: 50%;
    background: var(--crowd-accent);
    forced-color-adjust: none;
  }
  :host(:not([checked])) .dot {
    visibility: hidden;
  }
`;
