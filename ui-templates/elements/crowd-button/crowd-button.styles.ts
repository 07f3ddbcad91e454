import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-block;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-height: 2.5rem;
    padding: 0.4rem 1.1rem;
    border: 1px solid var(--crowd-control-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-paper);
    color: var(--crowd-ink);
    font: inherit;
    font-weight: 600;
    text-decoration: none;
    cursor: pointer;
  }
  .button:hover {
    background: var(--crowd-accent-soft);
  }
  .button > svg,
  .button > img {
    width: 1.25rem;
    height: 1.25rem;
  }
  .primary {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent);
    color: var(--crowd-accent-ink);
  }
  .primary:hover {
    background: color-mix(in srgb, var(--crowd-accent) 88%, var(--crowd-ink));
  }
  .link,
  .icon {
    border-color: transparent;
    background: none;
    color: var(--crowd-accent);
  }
  .link {
    text-decoration: underline;
    padding-inline: 0.25rem;
  }
  .button:disabled {
    cursor: default;
    border-color: var(--crowd-line);
    background: var(--crowd-panel);
    color: var(--crowd-muted);
  }
  .spinner {
    width: 1em;
    height: 1em;
    border: 2px solid currentColor;
    border-right-color: transparent;
    border-radius: 50%;
    animation: turn 0.8s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
`;
