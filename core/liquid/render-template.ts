import { ValidationException } from '../errors';
import { type GrantReadAccess, liquidEngine } from './engine';
import { templateProblem } from './template-problem';

export interface RenderInput {
  template: string;
  /** Names the template in messages. */
  where: string;
  /** `task.input` of the template. */
  taskInput: unknown;
  grantReadAccess: GrantReadAccess;
}

/**
 * Renders a worker template for one task.
 * @throws ValidationException with line, column and cause when the template is at fault
 */
export async function renderTemplate({ template, where, taskInput, grantReadAccess }: RenderInput): Promise<string> {
  let denied: unknown;
  const engine = liquidEngine(async (location) => {
    try {
      return await grantReadAccess(location);
    } catch (error) {
      denied = error;
      throw error;
    }
  });
  try {
    return await engine.parseAndRender(template, { task: { input: taskInput } });
  } catch (error) {
    if (denied) throw denied;
    throw new ValidationException(`${where}: ${templateProblem(error)}`, { cause: error });
  }
}
