import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Edit, History } from '../../../ui-templates/canvas2d/history';

const writer = () => {
  const text: string[] = [];
  const type = (letter: string): Edit => ({
    title: letter,
    apply: () => void text.push(letter),
    revert: () => void text.pop(),
  });
  return { text, type };
};

describe('history', () => {
  test('any number of steps goes back to the start and forth to the end', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), (letters) => {
        const { text, type } = writer();
        const history = new History();
        for (const letter of letters) history.do(type(letter));
        while (history.canUndo) history.undo();
        expect(text).toEqual([]);
        while (history.canRedo) history.redo();
        expect(text).toEqual(letters);
      }),
    );
  });

  test('a new step forgets what was undone', () => {
    const { text, type } = writer();
    const history = new History();
    history.do(type('a'));
    history.do(type('b'));
    expect(history.undo()?.title).toBe('b');
    history.do(type('c'));
    expect(history.redo()).toBeUndefined();
    expect(text).toEqual(['a', 'c']);
  });

  test('tells of every step, not of being emptied', () => {
    let told = 0;
    const history = new History(() => {
      told += 1;
    });
    history.do(writer().type('a'));
    history.undo();
    history.undo();
    history.redo();
    history.clear();
    expect(told).toBe(3);
    expect(history.canUndo).toBe(false);
  });
});
