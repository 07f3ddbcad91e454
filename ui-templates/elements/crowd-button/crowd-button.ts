import { html, LitElement, nothing } from 'lit';
import { renderIcon } from '../shared/icon/icons';
import { theme } from '../shared/theme';
import { styles } from './crowd-button.styles';

/** What a button needs of the form around it. */
interface OwnerForm extends HTMLElement {
  submit(): void;
  reset(): void;
}

/** The form around a button, also around the widget that has the button within. */
function formOf(button: HTMLElement): OwnerForm | null {
  const root = button.getRootNode();
  return (
    button.closest<OwnerForm>('crowd-form') ??
    (root instanceof ShadowRoot ? root.host.closest<OwnerForm>('crowd-form') : null)
  );
}

/**
 * A button.
 *
 * @attr {"primary"|"normal"|"link"|"icon"} variant - look; default `normal`
 * @attr {"submit"|"reset"} form-action - what a press does to the `crowd-form` around it
 * @attr {boolean} disabled
 * @attr {boolean} loading - shows that work goes on; the button cannot be pressed meanwhile
 * @attr href - makes it a link; `target` as on a link
 * @attr icon - icon by name, before the text, or after it with `icon-align="right"`
 * @attr icon-url - a picture in its place
 */
export class CrowdButton extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [theme, styles];
  static override properties = {
    variant: { reflect: true },
    formAction: { attribute: 'form-action', reflect: true },
    disabled: { type: Boolean, reflect: true },
    loading: { type: Boolean, reflect: true },
    href: { reflect: true },
    target: { reflect: true },
    icon: {},
    iconUrl: { attribute: 'icon-url' },
    iconAlign: { attribute: 'icon-align' },
  };

  declare variant: string | undefined;
  declare formAction: string | undefined;
  declare disabled: boolean;
  declare loading: boolean;
  declare href: string | undefined;
  declare target: string | undefined;
  declare icon: string | undefined;
  declare iconUrl: string | undefined;
  declare iconAlign: string | undefined;

  constructor() {
    super();
    this.disabled = false;
    this.loading = false;
    this.addEventListener('click', (event) => this.onClick(event));
  }

  override render() {
    const icon = renderIcon(this.iconUrl ?? this.icon);
    const content = html`
      ${this.loading ? html`<span class="spinner"></span>` : nothing}
      ${this.iconAlign === 'right' ? nothing : icon}<slot></slot>${this.iconAlign === 'right' ? icon : nothing}
    `;
    const look = `button ${this.variant ?? 'normal'}`;
    if (this.href && !this.disabled && !this.loading)
      return html`<a class=${look} href=${this.href} target=${this.target ?? nothing} rel="noopener">${content}</a>`;
    return html`<button class=${look} type="button" ?disabled=${this.disabled || this.loading} aria-busy=${this.loading}>${content}</button>`;
  }

  private onClick(event: Event): void {
    if (this.disabled || this.loading) {
      event.stopImmediatePropagation();
      return;
    }
    // why: listeners of the template were added later than this one; they run first, and may prevent it.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      const form = formOf(this);
      if (this.formAction === 'submit') form?.submit();
      if (this.formAction === 'reset') form?.reset();
    });
  }
}
