import { css } from 'lit';

/** Takes no room of its own: there is a link, or nothing until the dialog opens. */
export const styles = css`
  :host {
    display: contents;
  }
`;
