export { singleLabelTaskInput as preAnnotation } from '../../core/consolidation/single-label';
