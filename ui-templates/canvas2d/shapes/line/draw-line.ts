import { drawPath } from '../draw-path';

export const drawLine = drawPath({ least: 2, most: 2, isClosed: false, isFree: false });
