/** What a form submits, and putting a saved answer back. Reference: submission rules of crowd-form. */

export type FormAnswer = Record<string, unknown>;

/** A control of ours or of a template's own: its value goes in under its name as it is. */
interface AnswerElement extends HTMLElement {
  name?: string | null;
  value?: unknown;
  _submittableValue?: unknown;
  /** Of controls whose value is not what they submit. */
  restore?(submitted: unknown): void;
}

type Choice = HTMLInputElement & { type: 'checkbox' | 'radio' };

const nameOf = (element: AnswerElement): string | null => element.getAttribute('name') ?? element.name ?? null;

/** Widgets have `_submittableValue`, which is undefined while there is nothing to submit. */
const answerElements = (form: HTMLFormElement): AnswerElement[] =>
  [...form.querySelectorAll<AnswerElement>('*')].filter(
    (element) => '_submittableValue' in element || element.localName === 'object-value-input',
  );

const choices = (form: HTMLFormElement): Choice[] => [
  ...form.querySelectorAll<Choice>('input[type=checkbox][name], input[type=radio][name]'),
];

/** How native checkboxes and radio buttons are written: as their crowd counterparts are, or as the strings a browser would send. */
export type ChoiceFormat = 'booleans' | 'strings';

/**
 * One object, keys are names. Native inputs give strings (the last of a name wins), native checkboxes and radio buttons an object of
 * booleans by value as their crowd counterparts do, widgets whatever they hold.
 */
export function collectAnswer(form: HTMLFormElement, choiceFormat: ChoiceFormat = 'booleans'): FormAnswer {
  const answer: FormAnswer = {};
  const chosen = new Map<string, Record<string, boolean>>();
  for (const choice of choiceFormat === 'booleans' ? choices(form) : []) {
    if (choice.matches(':disabled')) continue;
    const values = chosen.get(choice.name) ?? {};
    values[choice.value] = choice.checked;
    chosen.set(choice.name, values);
  }
  // Templates have forms of their own in a crowd-form.
  for (const part of [form, ...form.querySelectorAll('form')])
    for (const [name, value] of new FormData(part))
      if (typeof value === 'string' && !chosen.has(name)) answer[name] = value;
  for (const [name, values] of chosen) answer[name] = values;
  const widgets = new Set(chosen.keys());
  for (const element of answerElements(form)) {
    const name = nameOf(element);
    const value = '_submittableValue' in element ? element._submittableValue : element.value;
    if (value === undefined || value === null) continue;
    if (isFlat(element)) {
      Object.assign(answer, value);
      continue;
    }
    if (!name) continue;
    // Two widgets of one name say one thing together, as choices of one name do; over what a native control says a widget wins.
    answer[name] =
      widgets.has(name) && isObject(answer[name]) && isObject(value) ? { ...answer[name], ...value } : value;
    widgets.add(name);
  }
  return answer;
}

/** Ground Truth's consumers of rankings read them beside the names of the form, though the element has one. */
const isFlat = (element: AnswerElement): boolean =>
  element.localName === 'crowd-text-ranking' && !element.hasAttribute('answer-under-name');

/** Puts a draft back into the controls it came from; what it does not know stays as it is. */
export function restoreAnswer(form: HTMLFormElement, answer: FormAnswer): void {
  for (const choice of choices(form)) {
    const values = answer[choice.name];
    choice.checked = isObject(values) ? values[choice.value] === true : values === choice.value;
  }
  for (const control of form.querySelectorAll<HTMLInputElement>('input[name], select[name], textarea[name]')) {
    const value = answer[control.name];
    if (typeof value === 'string' && !['checkbox', 'radio', 'file'].includes(control.type)) control.value = value;
  }
  for (const element of answerElements(form)) {
    const name = nameOf(element);
    if (isFlat(element)) element.value = answer;
    else if (name && typeof element.restore === 'function' && element.localName !== 'crowd-form')
      element.restore(answer[name]);
    // A draft without a value is of a worker who cleared the initial one.
    else if (name && (answer[name] !== undefined || element.hasAttribute('initial-value')))
      element.value = answer[name];
  }
}

/** `answer-format="flatten-objects"`: nested objects become dotted keys, lists JSON text. */
export function flattenAnswer(answer: FormAnswer): FormAnswer {
  const flat: FormAnswer = {};
  const visit = (path: string, value: unknown) => {
    if (isObject(value)) for (const [key, inner] of Object.entries(value)) visit(path ? `${path}.${key}` : key, inner);
    else flat[path] = Array.isArray(value) ? JSON.stringify(value) : value;
  };
  visit('', answer);
  return flat;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
