import { Region } from '../shared/region';

/**
 * What is to be classified, in a `crowd-classifier`: text or any HTML.
 */
export class ClassificationTarget extends Region {}
