/** Numbers as people read them. */
export const whole = (n: number): string => Math.round(n).toLocaleString('en-US');

export const percent = (share: number): string =>
  share > 0.999 && share < 1 ? '>99.9%' : `${(share * 100).toFixed(share >= 0.9995 || share === 0 ? 0 : 1)}%`;

/** A minus sign as long as a digit is wide. */
export const decimal = (x: number, digits = 2): string =>
  x
    .toFixed(digits)
    .replace(/^-(?=.*[1-9])/, '−')
    .replace(/^-/, '');

export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
