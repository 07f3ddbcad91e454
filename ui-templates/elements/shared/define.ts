/** Registers a tag once: the same bundle may be on a page twice, and a template may bring an element of that name itself. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
