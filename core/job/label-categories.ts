/**
 * The label category configuration file (reference: Ground Truth label category configuration). Its order defines the class ids, so a
 * file that cannot be read for certain is refused. Version keys come in several spellings and values and are ignored, as are keys of
 * other task types.
 */
import { ValidationException } from '../errors';
import { whereNotJson } from '../manifest/json-scan';

/** One entry of a label category configuration file; its position in the list is the class id. */
export interface LabelCategory {
  label: string;
  shortDisplayName?: string;
}

/** HTML shown beside the task, where the file brings it (named entities). */
export interface LabelInstructions {
  shortInstruction?: string;
  fullInstruction?: string;
}

export interface LabelCategoryConfig {
  categories: LabelCategory[];
  instructions?: LabelInstructions;
  /** The label attribute that an adjustment or verification is about. */
  auditLabelAttributeName?: string;
}

const MAX_LABEL_CHARACTERS = 256;

/** `where` names the file for messages; `minimum` is the task type's `minimumCategories`. */
export interface LabelCategoryRules {
  where: string;
  minimum?: number;
}

/** @throws ValidationException naming the file, the entry (1-based) and what is wrong with it. */
export function parseLabelCategoryConfig(
  text: string,
  { where, minimum = 1 }: LabelCategoryRules,
): LabelCategoryConfig {
  const refuse = (why: string): never => {
    throw new ValidationException(`${where}: ${why}`);
  };
  let file: {
    labels?: unknown;
    instructions?: Record<string, unknown> | null;
    auditLabelAttributeName?: unknown;
  } | null;
  const json = text.replace(/^\ufeff/, '');
  try {
    file = JSON.parse(json);
  } catch {
    return refuse(`not JSON: ${whereNotJson(json)}`);
  }
  const labels: unknown = Array.isArray(file) ? undefined : file?.labels;
  if (!Array.isArray(labels)) return refuse('expected an object with a list "labels": {"labels":[{"label":"…"}]}');
  if (labels.length < minimum) {
    refuse(
      `has ${labels.length} ${labels.length === 1 ? 'label' : 'labels'}; this task type needs at least ${minimum}`,
    );
  }
  const first = new Map<string, number>();
  const categories = labels.map((entry: unknown, index): LabelCategory => {
    const place = `label ${index + 1}`;
    const { label, shortDisplayName } = (
      typeof entry === 'object' && entry !== null ? entry : {}
    ) as Partial<LabelCategory>;
    if (typeof label !== 'string' || label.trim() === '') {
      return refuse(`${place}: expected {"label":"…"} with a name, found ${JSON.stringify(entry)?.slice(0, 100)}`);
    }
    const characters = [...label].length;
    if (characters > MAX_LABEL_CHARACTERS)
      refuse(`${place}: the name has ${characters} characters; the limit is ${MAX_LABEL_CHARACTERS}`);
    const earlier = first.get(label);
    if (earlier !== undefined)
      refuse(`labels ${earlier + 1} and ${index + 1} have the same name ${JSON.stringify(label)}`);
    first.set(label, index);
    return typeof shortDisplayName === 'string' ? { label, shortDisplayName } : { label };
  });
  const audit = file?.auditLabelAttributeName;
  const config = { categories, ...(typeof audit === 'string' && { auditLabelAttributeName: audit }) };
  const instructions = file?.instructions;
  if (typeof instructions !== 'object' || instructions === null) return config;
  return {
    ...config,
    instructions: {
      shortInstruction: stringOf(instructions.shortInstruction ?? instructions.shortIntroduction),
      fullInstruction: stringOf(instructions.fullInstruction ?? instructions.fullIntroduction),
    },
  };
}

/** The categories alone. */
export const parseLabelCategories = (text: string, rules: LabelCategoryRules): LabelCategory[] =>
  parseLabelCategoryConfig(text, rules).categories;

const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
