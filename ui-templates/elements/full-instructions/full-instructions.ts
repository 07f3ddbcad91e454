import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { isCommand, isTyping } from '../shared/keys';
import { message } from '../shared/messages';
import { OpenedByLink } from '../shared/opened-by-link';
import { takeSlot } from '../shared/region';
import { styles } from './full-instructions.styles';

/**
 * Instructions shown in a dialog when a worker asks for them: of the widget they are in, or of a form without one.
 *
 * @attr header - title of the dialog
 */
export class FullInstructions extends OpenedByLink {
  static override styles = [OpenedByLink.styles, styles];
  static override properties: PropertyDeclarations = {
    ...OpenedByLink.properties,
    header: {},
    isStanding: { type: Boolean, attribute: 'data-standing' },
  };

  declare header: string | undefined;
  /** In a form without a widget, which says so, they have a dialog of their own. */
  declare isStanding: boolean;

  override connectedCallback(): void {
    super.connectedCallback();
    takeSlot(this);
    document.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.onKey);
  }

  protected override get defaultText(): string {
    return message('moreInstructions');
  }

  protected override renderHead() {
    return html`<h2>${this.header || message('instructions')}</h2>`;
  }

  protected override renderContent() {
    return html`<slot></slot>`;
  }

  /** Short instructions have the link at their end. */
  protected override renderLink() {
    return this.parentElement?.querySelector(':scope > short-instructions') ? nothing : super.renderLink();
  }

  override render(): TemplateResult {
    return this.isStanding ? super.render() : this.renderContent();
  }

  /** The key that opens the instructions of a widget. */
  private readonly onKey = (event: KeyboardEvent): void => {
    if (!this.isStanding || event.key !== 'i' || event.repeat || isTyping(event) || !isCommand(event)) return;
    event.preventDefault();
    if (this.dialog?.open) this.close();
    else this.open();
  };
}
