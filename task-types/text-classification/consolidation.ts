import { type ClassLabel, consolidateSingleLabel } from '../../core/consolidation/classes/single-label';
import type { AnsweredObject, ConsolidationContext, ConsolidationResult } from '../task-type';
import { ELEMENT } from './contract';

export const consolidate = (
  objects: AnsweredObject[],
  context: ConsolidationContext,
): ConsolidationResult<ClassLabel> => consolidateSingleLabel(objects, ELEMENT, context);
