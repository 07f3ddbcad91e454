import * as z from 'zod';
import { PlumblineError, ResourceNotFound, ValidationException } from '../../core/errors';
import { labelingJobRequest, roleArn } from '../../core/job/request';
import { renderTemplate } from '../../core/liquid/render-template';
import { whereNotJson } from '../../core/manifest/json-scan';
import type { TemplateDialect } from '../../core/mturk/dialect';
import { taskDocument } from '../../core/task-page/document';
import { validateTemplate } from '../../core/task-page/validate-template';
import { taskTypeByHumanTaskUiArn } from '../../task-types/registry';
import { signRead } from '../_shared/sign-read';
import { builtInTemplate } from '../task-page/built-in-templates';

/** SageMaker's RenderUiTemplate; which dialect a template is in is said as in a job's request. */
const renderUiTemplateInput = z.strictObject({
  UiTemplate: z.strictObject({ Content: z.string().min(1).max(128_000) }).optional(),
  HumanTaskUiArn: z.string().max(1024).optional(),
  Task: z.strictObject({ Input: z.string().min(2).max(128_000) }),
  RoleArn: roleArn,
  Plumbline: labelingJobRequest.shape.Plumbline,
});

interface RenderingError {
  Code: string;
  Message: string;
}

const URL_SECONDS = 3600;
/** A function answers with 6 MB, in which this text stands quoted twice. */
const MAX_QUOTED_CHARACTERS = 5_500_000;

/**
 * Shows a template before a job does: the page as a worker would get it, loading the elements from this deployment wherever it is opened, and
 * what `plumbline validate` finds wrong. A page that cannot be rendered is empty.
 * @param origin of this deployment's portal
 */
export async function renderUiTemplate(
  input: unknown,
  origin: string,
): Promise<{ RenderedContent: string; Errors: RenderingError[] }> {
  const request = renderUiTemplateInput.parse(input);
  const { text, dialect } = templateOf(request);
  const failed = (Code: string, Message: string, found: RenderingError[] = []) => ({
    RenderedContent: '',
    Errors: [{ Code, Message }, ...found],
  });
  let taskInput: unknown;
  try {
    taskInput = taskInputOf(request.Task.Input);
  } catch (error) {
    const found = validateTemplate(text, undefined, dialect).map(inWords);
    return failed('InvalidTaskInput', (error as Error).message, found);
  }
  const findings = validateTemplate(text, taskInput, dialect);
  const Errors = findings.map(inWords);
  if (findings.some(({ code }) => code === 'LiquidError')) return { RenderedContent: '', Errors };
  try {
    const RenderedContent = await renderTemplate({
      template: taskDocument(text, 'en', { dialect, origin }),
      dialect,
      where: 'UiTemplate.Content',
      taskInput,
      grantReadAccess: (location) => signRead(location, URL_SECONDS),
    });
    if (Buffer.byteLength(JSON.stringify(JSON.stringify(RenderedContent))) > MAX_QUOTED_CHARACTERS)
      return failed('PageTooLarge', 'the rendered page is too large to be answered with', Errors);
    return { RenderedContent, Errors };
  } catch (error) {
    if (!(error instanceof PlumblineError)) throw error;
    return failed('LiquidError', error.message, Errors);
  }
}

function templateOf(request: z.infer<typeof renderUiTemplateInput>): { text: string; dialect: TemplateDialect } {
  const { UiTemplate, HumanTaskUiArn: page, Plumbline } = request;
  if ((UiTemplate === undefined) === (page === undefined))
    throw new ValidationException('RenderUiTemplate takes one of UiTemplate and HumanTaskUiArn');
  if (UiTemplate) return { text: UiTemplate.Content, dialect: Plumbline?.TaskPage?.TemplateDialect ?? 'liquid' };
  const taskType = taskTypeByHumanTaskUiArn(page!);
  const text = taskType && builtInTemplate(taskType.slug, 'en');
  if (text === undefined) throw new ResourceNotFound(`HumanTaskUiArn: there is no worker page ${page}`);
  return { text, dialect: 'liquid' };
}

function taskInputOf(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ValidationException(`Task.Input is not JSON: ${whereNotJson(text)}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ValidationException(`Task.Input: expected a JSON object, got ${text.slice(0, 100)}`);
  return value;
}

const inWords = ({ code, line, message }: ReturnType<typeof validateTemplate>[number]): RenderingError => ({
  Code: code,
  Message: `UiTemplate.Content: ${line > 0 && !/^line \d/.test(message) ? `line ${line}: ` : ''}${message}`,
});
