/** Orders that do not depend on who drew a shape, nor when. */
import type { Box } from '../../geometry/box';

export const compareBoxes = (a: Box, b: Box): number =>
  a.left - b.left || a.top - b.top || a.width - b.width || a.height - b.height;

export const compareLabels = ({ label: a }: { label: string }, { label: b }: { label: string }): number =>
  a < b ? -1 : a > b ? 1 : 0;
