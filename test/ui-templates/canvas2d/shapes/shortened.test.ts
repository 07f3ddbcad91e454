import { expect, test } from '@jest/globals';
import { shortened } from '../../../../ui-templates/canvas2d/shapes/shortened';

const widthOf = (text: string) => 10 * [...text].length;

test.each([
  ['short', 50, 'short'],
  ['sixteen letters!', 100, 'sixteen l…'],
  ['two words', 50, 'two…'],
  ['荷台のあるトラック', 60, '荷台のある…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 90, '👩‍👩‍👧‍👦…'],
  ['long', 5, '…'],
])('%s in %d pixels is %s', (text, most, wanted) => {
  expect(shortened(text, most, widthOf)).toEqual({ text: wanted, width: widthOf(wanted) });
});
