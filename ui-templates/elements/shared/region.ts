/** A part of a widget that authors write as a child takes the slot of its own name, so that they need no `slot` attributes. */
export function takeSlot(region: HTMLElement): void {
  if (!region.slot) region.slot = region.localName;
}

/** `<classification-target>` and the like: there to be put into its place. */
export class Region extends HTMLElement {
  connectedCallback(): void {
    takeSlot(this);
  }
}
