import type { CrowdSlider } from '../crowd-slider/crowd-slider';

/**
 * A text under a place of the `crowd-slider` around it.
 *
 * @attr {number} position - value of the slider at which it stands
 */
export class CrowdSliderLabel extends HTMLElement {
  static observedAttributes = ['position'];

  connectedCallback(): void {
    this.place();
  }

  attributeChangedCallback(): void {
    this.place();
  }

  private place(): void {
    const slider = this.closest<CrowdSlider>('crowd-slider');
    const low = Number(slider?.getAttribute('min') ?? 0);
    const high = Number(slider?.getAttribute('max') ?? 100);
    const share = high > low ? (Number(this.getAttribute('position') ?? low) - low) / (high - low) : 0;
    const inside = Math.min(1, Math.max(0, share)) * 100;
    // Those at the ends stay within the slider.
    Object.assign(this.style, {
      position: 'absolute',
      left: `${inside}%`,
      transform: `translateX(-${inside}%)`,
      whiteSpace: 'nowrap',
    });
  }
}
