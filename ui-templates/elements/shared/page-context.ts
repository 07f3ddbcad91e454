/** Whether the page is a task shown in the worker portal, which draws its own Submit and Instructions buttons. */
export const isInPortal = (): boolean =>
  window.parent !== window && new URLSearchParams(window.location.search).get('chrome') === 'portal';
