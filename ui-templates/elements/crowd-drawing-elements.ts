/** The elements one draws with: `later-bundles.ts` fetches them when a page holds one. One register line per element. */
export {};
