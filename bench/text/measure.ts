import type { LongText } from './long-text';

export interface Measured {
  firstPaint: number;
  label: number;
  slowestLabel: number;
  scroll: number;
  slowScroll: number;
  elements: number;
}

type Given = LongText & { labels: string };

/** Runs in the page: opens the tool, labels words with a key, scrolls. */
export async function measureTool({ text, entities, labels }: Given): Promise<Measured> {
  const painted = () =>
    new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(0);
      }),
    );
  const tool = document.createElement('crowd-entity-annotation') as any;
  tool.setAttribute('name', 'it');
  tool.setAttribute('labels', labels);
  tool.setAttribute('initial-value', JSON.stringify(entities));
  tool.setAttribute('text', text);
  let start = performance.now();
  document.body.append(tool);
  await tool.updateComplete;
  await painted();
  const firstPaint = performance.now() - start;
  // Putting a form around it goes on meanwhile.
  await painted();
  await painted();
  if (tool.shadowRoot.querySelectorAll('.chip').length < 20) throw new Error('the marks are not drawn');

  const times: number[] = [];
  const known = tool.value.entities.length;
  for (let i = 0; i < 12; i += 1) {
    const at = text.indexOf(' ', 300 + i * 150) + 1;
    tool.desk.select({ start: at, end: text.indexOf(' ', text.indexOf(' ', at) + 1) });
    await painted();
    start = performance.now();
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: '2', code: 'Digit2', bubbles: true, composed: true }),
    );
    await tool.updateComplete;
    await painted();
    times.push(performance.now() - start);
  }
  if (tool.value.entities.length <= known) throw new Error('nothing was labelled');
  times.sort((a, b) => a - b);

  const scroller = tool.shadowRoot.querySelector('.work');
  const frames: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    start = performance.now();
    scroller.scrollTop += 300;
    await painted();
    frames.push(performance.now() - start);
  }
  frames.sort((a, b) => a - b);
  return {
    firstPaint,
    label: times[6]!,
    slowestLabel: times[11]!,
    scroll: frames[30]!,
    slowScroll: frames[56]!,
    elements: tool.shadowRoot.querySelectorAll('*').length,
  };
}

/** Runs in the page: the same with a page that is built anew at every change. */
export async function measureNaive({ text, entities }: Given): Promise<Measured> {
  const painted = () =>
    new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(0);
      }),
    );
  const spans = entities.map(({ startOffset, endOffset, label }) => ({ start: startOffset, end: endOffset, label }));
  const root = document.createElement('div');
  root.style.cssText =
    'height:100vh;overflow:auto;white-space:pre-wrap;font:18px/2.4 system-ui;padding:0 20rem 0 2rem;overflow-wrap:anywhere';
  const list = document.createElement('ol');
  list.style.cssText = 'position:absolute;right:0;top:0;width:18rem;height:100vh;overflow:auto';
  const build = () => {
    spans.sort((a, b) => a.start - b.start || b.end - a.end);
    const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort(
      (a, b) => a - b,
    );
    const fragment = document.createDocumentFragment();
    let first = 0;
    for (let i = 0; i + 1 < edges.length; i += 1) {
      const [start, end] = [edges[i]!, edges[i + 1]!];
      while (first < spans.length && spans[first]!.start < start && spans[first]!.end <= start) first += 1;
      const over: typeof spans = [];
      for (let s = first; s < spans.length && spans[s]!.start < end; s += 1)
        if (spans[s]!.end > start) over.push(spans[s]!);
      let inner: Node = document.createTextNode(text.slice(start, end));
      for (const span of over) {
        const mark = document.createElement('mark');
        mark.style.background = '#cde';
        mark.append(inner);
        if (span.end === end) {
          const tag = document.createElement('small');
          tag.textContent = ` ${span.label} ×`;
          mark.append(tag);
        }
        inner = mark;
      }
      fragment.append(inner);
    }
    root.replaceChildren(fragment);
    list.replaceChildren(
      ...spans.map(({ start, end, label }) => {
        const item = document.createElement('li');
        item.textContent = `${text.slice(start, end)} ${label}`;
        return item;
      }),
    );
  };
  let start = performance.now();
  build();
  document.body.append(root, list);
  await painted();
  const firstPaint = performance.now() - start;
  await painted();

  const times: number[] = [];
  for (let i = 0; i < 12; i += 1) {
    const at = text.indexOf(' ', 300 + i * 150) + 1;
    const end = text.indexOf(' ', text.indexOf(' ', at) + 1);
    await painted();
    start = performance.now();
    spans.push({ start: at, end, label: 'b' });
    build();
    await painted();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);

  const frames: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    start = performance.now();
    root.scrollTop += 300;
    await painted();
    frames.push(performance.now() - start);
  }
  frames.sort((a, b) => a - b);
  return {
    firstPaint,
    label: times[6]!,
    slowestLabel: times[11]!,
    scroll: frames[30]!,
    slowScroll: frames[56]!,
    elements: document.querySelectorAll('*').length,
  };
}
