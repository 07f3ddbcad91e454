import { Region } from '../shared/region';

/**
 * Instructions shown in a dialog when a worker asks for them.
 *
 * @attr header - title of the dialog
 */
export class FullInstructions extends Region {}
