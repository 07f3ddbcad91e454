import { css } from 'lit';

export const styles = css`
  .mark {
    justify-content: flex-start;
    width: 2.5rem;
    height: 1.4rem;
    padding: 0 2px;
    border-radius: 1rem;
  }
  :host([invalid]:not([checked])) .mark {
    border-color: var(--crowd-alarm);
  }
  .knob {
    width: 0.9rem;
    height: 0.9rem;
    border-radius: 50%;
    background: var(--crowd-control-line);
    transition: translate 0.12s;
  }
  :host([checked]) .knob {
    translate: 1.1rem;
    background: var(--crowd-accent-ink);
  }
`;
