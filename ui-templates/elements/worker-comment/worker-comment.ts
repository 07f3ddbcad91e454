import { Region } from '../shared/region';

/**
 * Lets a worker add a comment to their answer, in a `crowd-image-classifier`. Submitted as `workerComment` when it is not blank.
 *
 * @attr header - heading over the field; default "Add a comment"
 * @attr link-text - text of what opens it; default "Add a comment"
 * @attr placeholder - shown in the empty field
 */
export class WorkerComment extends Region {}
