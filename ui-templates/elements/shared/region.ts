/**
 * A part of a widget that authors write as a child element: `<short-instructions>` and the like. It takes the widget's slot of its own
 * name, so that authors need no `slot` attributes.
 */
export class Region extends HTMLElement {
  connectedCallback(): void {
    if (!this.slot) this.slot = this.localName;
  }
}
