import type { TextRange } from '../../text/boundaries';
import { LANE } from '../../text/marks-layer';
import type { TextDesk } from '../../text/text-desk';

/** Lower than this the labels cannot be chosen from. */
const LEAST_HEIGHT = 140;

/** Puts the labels below what they are for, or above where there is more room. */
export function placePopup(popup: HTMLElement, desk: TextDesk, about: TextRange): void {
  const boxes = desk.boxes(about);
  const [first, last] = [boxes[0], boxes.at(-1)];
  if (!first || !last) return;
  const view = desk.view.scroller.getBoundingClientRect();
  const origin = desk.root.getBoundingClientRect();
  const below = last.top + last.height + Math.max(1, desk.lanesAt(about)) * LANE + 2;
  const roomBelow = view.bottom - origin.top - below - 8;
  const roomAbove = origin.top + first.top - view.top - 12;
  popup.style.maxHeight = '';
  const { width, height } = popup.getBoundingClientRect();
  const isAbove = height > roomBelow && roomAbove > roomBelow;
  popup.style.maxHeight = `${Math.max(LEAST_HEIGHT, isAbove ? roomAbove : roomBelow)}px`;
  const left = desk.view.isRightToLeft(about.start) ? last.left + last.width - width : last.left;
  popup.style.left = `${Math.max(0, Math.min(left, desk.view.size.width - width))}px`;
  popup.style.top = isAbove ? `${first.top - 6 - Math.min(height, Math.max(LEAST_HEIGHT, roomAbove))}px` : `${below}px`;
}
