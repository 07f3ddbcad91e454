import { drawPath } from '../draw-path';

export const drawPolyline = drawPath({ least: 2, most: Number.POSITIVE_INFINITY, isClosed: false, isFree: true });
