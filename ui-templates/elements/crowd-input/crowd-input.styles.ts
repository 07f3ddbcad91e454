import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    margin-block: 0.5rem;
  }
`;
