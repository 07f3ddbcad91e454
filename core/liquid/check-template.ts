import { ValidationException } from '../errors';
import type { TemplateDialect } from '../mturk/dialect';
import { liquidEngine } from './engine';
import { templateProblem } from './template-problem';

/**
 * Parses a template without rendering it.
 * @param where names the file for the message
 * @throws ValidationException with line, column and cause
 */
export function checkTemplate(text: string, where: string, dialect: TemplateDialect = 'liquid'): void {
  if (text.trim() === '') throw new ValidationException(`${where}: the template is empty`);
  if (dialect === 'mturk') return;
  try {
    liquidEngine(async ({ key }) => key).parse(text);
  } catch (error) {
    throw new ValidationException(`${where}: ${templateProblem(error)}`, { cause: error });
  }
}
