import type { BrowserContext, Frame, Page } from 'playwright-core';

/** A person at the portal, who uses the keyboard. */
export class PortalUser {
  private constructor(
    readonly page: Page,
    private readonly portalUrl: string,
  ) {}

  static async open(context: BrowserContext, portalUrl: string): Promise<PortalUser> {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // To the portal this is a person who takes a second to look: it does not take what they submit for a double press.
    await page.addInitScript(() => {
      if (window.parent !== window) return;
      let looks = 0;
      const now = performance.now.bind(performance);
      performance.now = () => now() + 1000 * looks++;
    });
    await page.goto(portalUrl);
    return new PortalUser(page, portalUrl);
  }

  /** Presses Tab until an element with this accessible name has the focus, then Enter. */
  async press(name: string): Promise<void> {
    for (let i = 0; i < 40; i += 1) {
      await this.page.keyboard.press('Tab');
      const focused = await this.page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        return element?.getAttribute('aria-label') ?? element?.textContent?.trim();
      });
      if (focused === name) return this.page.keyboard.press('Enter');
    }
    throw new Error(`Tab never reaches "${name}"`);
  }

  /** Through the sign-in page of the identity provider. */
  async signIn(userName: string, password: string, signInButton = 'Sign in'): Promise<void> {
    await this.page.getByRole('button', { name: signInButton }).waitFor();
    await this.press(signInButton);
    await this.giveCredentials(userName, password);
    await this.page.locator('.cards, .empty').waitFor();
  }

  /** At the sign-in page of the identity provider, once it is there. */
  async giveCredentials(userName: string, password: string): Promise<void> {
    await this.page.waitForURL((url) => !url.href.startsWith(this.portalUrl));
    await this.page.locator('input[name=username]').focus();
    await this.page.keyboard.type(userName);
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.type(password);
    await this.page.keyboard.press('Enter');
  }

  /** The task page that is shown, once it can be worked on. `after` is the one that must have gone. */
  async task(after?: Frame): Promise<Frame> {
    await this.page.waitForFunction((old) => {
      const frame = document.querySelector<HTMLIFrameElement>('main.stage[aria-busy=false] iframe[data-lease]');
      return frame !== null && frame.src !== old;
    }, after?.url() ?? '');
    const handle = await this.page.locator('iframe[data-lease]').elementHandle();
    const frame = (await handle!.contentFrame())!;
    await frame.locator('crowd-form form').waitFor({ state: 'attached' });
    return frame;
  }

  async leaseId(): Promise<string> {
    return (await this.page.locator('iframe[data-lease]').getAttribute('data-lease'))!;
  }
}
