export { singleLabelTaskInput as preAnnotation } from '../../core/consolidation/classes/single-label';
