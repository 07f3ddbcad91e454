import { commonMetadata, entries, isRecord, labelOn } from '../metadata';
import type { TaskType } from '../task-type';
import { pluralityConsolidator } from './plurality';

const METADATA_TYPE = 'groundtruth/custom';

/**
 * Any template, any answer. Without functions of the user's the template gets the manifest line as it is, and the label says where the answers lie, as Ground
 * Truth has it since its functions are optional.
 */
export const custom: TaskType<Record<string, unknown>, Record<string, unknown>, { workerResponseUri?: string }> = {
  slug: 'custom',
  title: 'Custom',
  groundTruthSuffix: 'PassThrough',
  element: 'answer',
  metadataType: METADATA_TYPE,
  labelAttributeIsRef: false,
  source: 'any',
  extensions: ['.jpg', '.jpeg', '.png', '.txt', '.jsonl', '.manifest'],
  minimumCategories: 0,
  bringsTemplate: true,
  consolidator: pluralityConsolidator,
  preAnnotation: (line) => ({ ...line }),
  answerContent: (answer) => answer,
  answerOf: () => ({}),
  labelOf: () => ({}),
  output(label, attribute, _categories, facts) {
    const uri = facts.workerResponseUri ?? label.workerResponseUri;
    return entries(
      attribute,
      {},
      {
        ...commonMetadata(METADATA_TYPE, facts),
        ...(uri !== undefined && { 'worker-response-ref': uri }),
      },
    );
  },
  readLabel(line, attribute) {
    const found = labelOn(line, attribute);
    if (!found || !isRecord(found.value)) return undefined;
    const uri = found.metadata['worker-response-ref'];
    return typeof uri === 'string' ? { workerResponseUri: uri } : {};
  },
};
