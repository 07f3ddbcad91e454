import { drawPath } from '../draw-path';

export const drawPolygon = drawPath({ least: 3, most: Number.POSITIVE_INFINITY, isClosed: true, isFree: true });
