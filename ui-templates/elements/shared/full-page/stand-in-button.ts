/** Goes around a button under the tag it has in Ground Truth's widgets: scripts find, press, disable and hide it by that. */
export class StandInButton extends HTMLElement {
  static readonly observedAttributes = ['disabled'];

  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }

  set disabled(isDisabled: boolean) {
    this.toggleAttribute('disabled', isDisabled);
  }

  attributeChangedCallback(): void {
    if (this.button) this.button.disabled = this.disabled;
  }

  override click(): void {
    this.button?.click();
  }

  override focus(): void {
    this.button?.focus();
  }

  private get button(): HTMLButtonElement | null {
    return this.firstElementChild as HTMLButtonElement | null;
  }
}
