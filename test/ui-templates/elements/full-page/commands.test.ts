import { expect, test } from '@jest/globals';
import { keyOf } from '../../../../ui-templates/elements/shared/full-page/commands';

const pressed = (code: string, key: string, held: Partial<KeyboardEvent> = {}) =>
  keyOf({ ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, code, key, ...held } as KeyboardEvent);

test.each([
  ['German: Z and Y have changed places', 'KeyY', 'z', { ctrlKey: true }, 'Ctrl+KeyZ'],
  ['French: Z is where W is', 'KeyW', 'Z', { metaKey: true, shiftKey: true }, 'Ctrl+Shift+KeyZ'],
  ['Russian: another alphabet', 'KeyZ', 'я', { ctrlKey: true }, 'Ctrl+KeyZ'],
  ['Mac: Alt writes signs', 'KeyP', 'π', { altKey: true }, 'Alt+KeyP'],
  ['Japanese input method', 'KeyN', 'Process', {}, 'KeyN'],
  ['what is no letter stays where it is', 'BracketLeft', 'ü', {}, 'BracketLeft'],
  ['Caps Lock', 'KeyV', 'V', {}, 'KeyV'],
] as const)('%s', (_name, code, key, held, wanted) => {
  expect(pressed(code, key, held)).toBe(wanted);
});
