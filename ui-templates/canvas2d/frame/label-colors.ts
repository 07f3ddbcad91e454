/** Colours of labels in their order: the first five as they always were, then others that are told apart, also by those who see few colours. */
const COLORS = [
  '#2ca02c',
  '#1f77b4',
  '#ff7f0e',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
];
/** Turns round the colour circle that never come back to where they were. */
const GOLDEN_ANGLE = 137.508;

export function labelColor(index: number): string {
  const color = COLORS[index];
  if (color) return color;
  const turn = index - COLORS.length;
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
