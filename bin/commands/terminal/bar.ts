const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `width` cells filled to `share` (0 to 1) in eighths of a cell, so that slow progress still moves. */
export function bar(share: number, width: number): string {
  const clamped = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  const eighths = Math.round(clamped * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const part = EIGHTHS[eighths % 8]!;
  return (full + part).padEnd(width, '░');
}
