import { html, nothing, type TemplateResult } from 'lit';
import { message } from '../messages';
import type { PictureZoom } from './picture-zoom';

/** Pixels: smaller pictures are shown with hard edges when they are enlarged. */
const TINY = 64;

/** The picture a classifier is about, as stored, without regard to EXIF orientation. */
export function renderPicture(
  {
    src,
    failed,
    over = nothing,
    zoom,
  }: { src: string; failed: boolean; over?: TemplateResult | typeof nothing; zoom: PictureZoom },
  onError: () => void,
  onSize: (width: number, height: number) => void = () => {},
) {
  const onLoad = (event: Event) => {
    const image = event.target as HTMLImageElement;
    image.classList.toggle('tiny', Math.max(image.naturalWidth, image.naturalHeight) <= TINY);
    onSize(image.naturalWidth, image.naturalHeight);
    zoom.show({ width: image.naturalWidth, height: image.naturalHeight });
  };
  if (failed) return html`<div class="problem" role="alert">${message('pictureFailed')}</div>`;
  const picture = html`<img src=${src} alt=${message('picture')} draggable="false" @load=${onLoad} @error=${onError} />${over}`;
  return html`<figure class="can-zoom ${zoom.isZoomed ? 'zoomed' : ''}" @wheel=${zoom.onWheel} @dblclick=${zoom.onDoubleClick}
    @pointerdown=${zoom.onDown} @pointermove=${zoom.onMove} @pointerup=${zoom.onEnd} @pointercancel=${zoom.onEnd}>
    <div class="layout" style=${zoom.style}>${picture}</div>
  </figure>${zoom.renderButtons()}`;
}

/** The field that a `worker-comment` child asks for. */
export function renderComment(region: Element | null, comment: string, onComment: (text: string) => void) {
  if (!region) return nothing;
  const text = (attribute: string) => region.getAttribute(attribute) ?? message('addComment');
  const onInput = (event: Event) => onComment((event.target as HTMLTextAreaElement).value);
  // Who opens it wants to write; a comment that came with a draft does not take the focus.
  const onToggle = ({ target }: Event) => {
    const details = target as HTMLDetailsElement;
    if (details.open && comment === '') details.querySelector('textarea')!.focus();
  };
  return html`<details class="comment" ?open=${comment !== ''} @toggle=${onToggle}>
    <summary>${text('link-text')}</summary>
    <label for="comment">${text('header')}</label>
    <textarea id="comment" rows="3" placeholder=${region.getAttribute('placeholder') ?? ''} .value=${comment} @input=${onInput}></textarea>
  </details>`;
}
