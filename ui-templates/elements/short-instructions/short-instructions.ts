import { Region } from '../shared/region';

/**
 * Instructions that stay in view beside the work.
 *
 * @attr header - a heading over them
 */
export class ShortInstructions extends Region {}
