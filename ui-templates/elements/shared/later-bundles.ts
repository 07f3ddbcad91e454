/** Elements that come in a bundle of their own, fetched when a page first uses one: most tasks never draw. */
const DRAWING = 'crowd-drawing-elements.js';

const BUNDLE_OF: Record<string, string> = {
  'crowd-bounding-box': DRAWING,
  'crowd-instance-segmentation': DRAWING,
  'crowd-keypoint': DRAWING,
  'crowd-line': DRAWING,
  'crowd-polygon': DRAWING,
  'crowd-polyline': DRAWING,
  'crowd-semantic-segmentation': DRAWING,
};

/** Selector of all of them; they draw a Submit button of their own, though not yet. */
export const LATER_TAGS = Object.keys(BUNDLE_OF).join(',');

/** Loads bundles as their tags come into the page, from beside the script that holds this. */
export class LaterBundles {
  private readonly folder = new URL('.', ownScript()?.src ?? location.href);
  private readonly started = new Map<string, Promise<void>>();

  /** Looks at the page as it is and at everything that is added to it. */
  watch(): void {
    this.look(document);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) this.look(node);
    }).observe(document, { childList: true, subtree: true });
  }

  /** Settles when every bundle asked for so far has defined its elements. @throws Error naming a bundle that cannot be fetched. */
  async loaded(): Promise<void> {
    this.look(document);
    await Promise.all(this.started.values());
  }

  private look(root: Document | Element): void {
    if (root instanceof Element && BUNDLE_OF[root.localName]) this.start(BUNDLE_OF[root.localName]!);
    for (const { localName } of root.querySelectorAll(LATER_TAGS)) this.start(BUNDLE_OF[localName]!);
  }

  private start(name: string): void {
    if (!this.started.has(name)) this.started.set(name, this.load(name));
  }

  private load(name: string): Promise<void> {
    const script = document.createElement('script');
    script.src = new URL(name, this.folder).href;
    return new Promise((resolve, reject) => {
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
      document.head.append(script);
    });
  }
}

/** A module script is nobody's current script, so its tag is looked for. */
const ownScript = (): HTMLScriptElement | null =>
  (document.currentScript as HTMLScriptElement | null) ?? document.querySelector('script[src*="crowd-html-elements"]');
