import { Context, toPromise } from 'liquidjs';
import { ValidationException } from '../errors';
import type { TemplateDialect } from '../mturk/dialect';
import { fillPlaceholders } from '../mturk/fill-placeholders';
import { liquidEngine } from './engine';
import type { GrantReadAccess } from './filters';
import { PageEmitter } from './page-emitter';
import { templateProblem } from './template-problem';

export interface RenderInput {
  template: string;
  /** Default `liquid`. */
  dialect?: TemplateDialect;
  /** Names the template in messages. */
  where: string;
  /** `task.input` of the template. */
  taskInput: unknown;
  grantReadAccess: GrantReadAccess;
  /** How long it may take; a loop without end is stopped. Default 5. */
  maxSeconds?: number;
}

/**
 * Renders a worker template for one task.
 * @throws ValidationException with line, column and cause when the template is at fault
 */
export async function renderTemplate(input: RenderInput): Promise<string> {
  const { template, dialect, where, taskInput, grantReadAccess, maxSeconds } = input;
  let denied: unknown;
  const grant: GrantReadAccess = async (location) => {
    try {
      return await grantReadAccess(location);
    } catch (error) {
      denied = error;
      throw error;
    }
  };
  try {
    if (dialect === 'mturk') return await fillPlaceholders(template, taskInput, grant);
    const engine = liquidEngine(grant, maxSeconds);
    const context = new Context({ task: { input: taskInput } }, engine.options);
    const rendered = engine.renderer.renderTemplates(engine.parse(template), context, new PageEmitter());
    return (await toPromise(rendered)) as string;
  } catch (error) {
    if (denied) throw denied;
    throw new ValidationException(`${where}: ${templateProblem(error)}`, { cause: error });
  }
}
