/**
 * Links of a task page. It is sandboxed, so that it can open no windows: a link that leaves the page is handed to whoever shows the page.
 * Links within the page, and those a template's own script takes care of, are left alone.
 */
export function onLink(follow: (url: string) => void): void {
  document.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link?.href || event.defaultPrevented || link.getAttribute('href')!.startsWith('#')) return;
    if (!/^(https?|mailto):/.test(link.protocol)) return;
    event.preventDefault();
    follow(link.href);
  });
}
