import {
  type CSSResultGroup,
  css,
  html,
  LitElement,
  type nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from 'lit';
import { message } from './messages';
import { theme } from './theme';

/** Something in a dialog, behind a link or a button. */
export abstract class OpenedByLink extends LitElement {
  static override styles: CSSResultGroup = [
    theme,
    css`
      :host {
        display: inline-block;
      }
      .link {
        padding: 0;
        border: 0;
        background: none;
        color: var(--crowd-accent);
        font: inherit;
        text-decoration: underline;
        cursor: pointer;
      }
      dialog {
        width: min(48rem, 92vw);
        max-height: 88vh;
        padding: 0;
        border: 1px solid var(--crowd-line);
        border-radius: 12px;
        background: var(--crowd-paper);
        color: var(--crowd-ink);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: flex-end;
        gap: 1rem;
        padding: 0.75rem 1rem;
        border-bottom: 1px solid var(--crowd-line);
      }
      .body {
        padding: 1rem 1.25rem 1.5rem;
      }
      .body:focus-visible {
        outline-offset: -3px;
      }
    `,
  ];
  static override properties: PropertyDeclarations = {
    linkText: { attribute: 'link-text' },
    linkType: { attribute: 'link-type' },
  };

  declare linkText: string | undefined;
  declare linkType: string | undefined;

  protected abstract readonly defaultText: string;
  protected abstract renderContent(): TemplateResult;
  protected renderHead(): TemplateResult | string {
    return '';
  }

  open(): void {
    this.dialog?.showModal();
  }

  close(): void {
    this.dialog?.close();
  }

  protected get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  protected get text(): string {
    return this.linkText || this.defaultText;
  }

  protected renderLink(): TemplateResult | typeof nothing {
    return this.linkType === 'button'
      ? html`<crowd-button @click=${() => this.open()}>${this.text}</crowd-button>`
      : html`<button type="button" class="link" @click=${() => this.open()}>${this.text}</button>`;
  }

  override render(): TemplateResult {
    return html`
      ${this.renderLink()}
      <dialog aria-label=${this.text}>
        <div class="head">${this.renderHead()}<crowd-button @click=${() => this.close()}>${message('close')}</crowd-button></div>
        <div class="body" tabindex="0">${this.renderContent()}</div>
      </dialog>
    `;
  }
}
