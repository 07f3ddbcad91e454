/**
 * A part of `crowd-tabs`. Controls in it are submitted whether it is shown or not.
 *
 * @attr header - text of its tab
 */
export class CrowdTab extends HTMLElement {
  static observedAttributes = ['header'];

  /** Text of its tab. */
  get header(): string {
    return this.getAttribute('header') ?? '';
  }

  set header(text: string) {
    this.setAttribute('header', text);
  }

  attributeChangedCallback(): void {
    this.dispatchEvent(new Event('crowd-tab-header', { bubbles: true }));
  }
}
