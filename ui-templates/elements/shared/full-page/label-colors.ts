import { LABEL_COLOURS } from '../../../../core/formats/mask/label-colours';

/** Turns round the colour circle that never come back to where they were. */
const GOLDEN_ANGLE = 137.508;

/** Colour of a label by its place: the first five as they always were, then others that are told apart, also by those who see few colours. */
export function labelColor(index: number): string {
  const color = LABEL_COLOURS[index];
  if (color) return color;
  const turn = index - LABEL_COLOURS.length;
  return hex((turn * GOLDEN_ANGLE) % 360, 0.65, 0.38 + 0.18 * (turn % 3) * 0.5);
}

function hex(hue: number, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
