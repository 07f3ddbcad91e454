import type { Frame, Locator, Page } from 'playwright-core';
import { TemplatePage } from '../support/template-page';

export const LABELS = `labels='[{"label":"person","fullDisplayName":"Person","shortDisplayName":"PER"},{"label":"org","fullDisplayName":"Organization"},"place"]'`;
export const TEXT = 'In 2006 Andy Jassy of Amazon came to Seattle. Amazon grew in Seattle.';
export const TAG = 'crowd-entity-annotation';

export const escaped = (text: string): string =>
  text.replace(/[&"'<>\r]/g, (character) => `&#${character.charCodeAt(0)};`);

export const tool = (text: string, attributes = LABELS, children = '') =>
  `<${TAG} name="ner" header="Which names?" text="${escaped(text)}" ${attributes}>${children}</${TAG}>`;

/** A task page with the entity tool in it, and somebody who works there. */
export class EntityPage extends TemplatePage {
  static override async start(): Promise<EntityPage> {
    return new EntityPage(await TemplatePage.launch());
  }

  /** The answer as `label:text`, in order. */
  entities(where: Page | Frame = this.page): Promise<string[]> {
    return where.evaluate(() => {
      const widget = document.querySelector('crowd-entity-annotation') as any;
      const characters = Array.from(widget.text as string);
      return widget.value.entities.map(
        ({ label, startOffset, endOffset }: any) => `${label}:${characters.slice(startOffset, endOffset).join('')}`,
      );
    });
  }

  /** Where words are on the screen: the middle of their first and last character, and of the whole. */
  place(words: string, nth = 0) {
    return this.page.evaluate(
      ([wanted, skip]) => {
        const root = document.querySelector('crowd-entity-annotation')!.shadowRoot!;
        let left = skip;
        for (const { firstChild } of root.querySelectorAll('.paragraph')) {
          const text = firstChild!.nodeValue!;
          for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
            left -= 1;
            if (left >= 0) continue;
            const box = (start: number, end: number) => {
              const range = document.createRange();
              range.setStart(firstChild!, start);
              range.setEnd(firstChild!, end);
              const { x, y, width, height } = range.getBoundingClientRect();
              return { left: x, right: x + width, x: x + width / 2, y: y + height / 2 };
            };
            const end = at + wanted.length;
            return { first: box(at, at + 1), last: box(end - 1, end), all: box(at, end) };
          }
        }
        throw new Error(`${wanted} is not there`);
      },
      [words, nth] as const,
    );
  }

  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
    await this.page.mouse.move(to.x, to.y);
    await this.page.mouse.up();
  }

  async doubleClick(words: string, nth = 0): Promise<void> {
    const { all } = await this.place(words, nth);
    await this.page.mouse.dblclick(all.x, all.y);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  popup(): Locator {
    return this.page.locator('.popup');
  }

  /** The tags drawn below the words of spans. */
  chips(name: string): Locator {
    return this.page.locator(`.chip[data-name="${name}"]`);
  }
}
