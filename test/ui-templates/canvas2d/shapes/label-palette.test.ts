import { expect, test } from '@jest/globals';
import { LabelPalette } from '../../../../ui-templates/canvas2d/shapes/label-palette';

test('a label has the colour of its first place, unless the template gives it one', () => {
  const palette = new LabelPalette(['Car', 'Van', 'Car'], (index) => (index === 1 ? 'tomato' : undefined));
  const plain = new LabelPalette(['Car', 'Van', 'Bus'], () => undefined);
  expect(palette.colorOf('Car')).toBe(plain.colorOf('Car'));
  expect(palette.colorOf('Van')).toBe('tomato');
  expect(new Set(['Car', 'Van', 'Bus', 'Ship'].map((label) => plain.colorOf(label))).size).toBe(4);
  expect([palette.has('Car'), palette.has('Ship')]).toEqual([true, false]);
  expect(Object.keys(palette.byLabel())).toEqual(['Car', 'Van']);
});

test('names of labels that objects have by nature are labels like others', () => {
  const palette = new LabelPalette(['constructor'], () => undefined);
  expect(palette.byLabel().constructor).toEqual({ label: 'constructor', color: palette.colorOf('constructor') });
  expect(palette.has('toString')).toBe(false);
});
