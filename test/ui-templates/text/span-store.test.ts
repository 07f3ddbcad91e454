import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lanesOf } from '../../../ui-templates/text/lanes';
import { type NewSpan, type Span, SpanStore } from '../../../ui-templates/text/span-store';

const span = (start: number, end: number, label = 'a'): NewSpan => ({ start, end, label });
const shape = (spans: readonly Span[]) => spans.map(({ start, end, label }) => `${start}-${end} ${label}`);

const anySpan = fc
  .record({ start: fc.nat(40), length: fc.integer({ min: 1, max: 12 }), label: fc.constantFrom('a', 'b', 'c') })
  .map(({ start, length, label }) => span(start, start + length, label));

describe('the spans of a text', () => {
  test('come in reading order, keep what overlaps, and leave out what is there already', () => {
    const store = new SpanStore();
    store.add('', [span(5, 9), span(0, 4), span(5, 12), span(5, 9), span(5, 9, 'b'), span(3, 3)]);
    expect(shape(store.all())).toEqual(['0-4 a', '5-12 a', '5-9 a', '5-9 b']);
    expect(shape(store.within({ start: 9, end: 20 }))).toEqual(['5-12 a']);
    expect(store.add('', [span(0, 4)])).toEqual([]);
    expect(store.canRedo).toBe(false);
  });

  test('never use an id twice', () => {
    const store = new SpanStore();
    const [first] = store.add('', [span(0, 4)]);
    store.undo();
    const [second] = store.add('', [span(0, 4)]);
    expect(second!.id).not.toBe(first!.id);
    store.reset([span(0, 4)]);
    expect(store.all()[0]!.id).not.toBe(second!.id);
  });

  test('keep their ids through another label and other edges, and become a person’s', () => {
    const store = new SpanStore();
    store.reset([{ ...span(0, 4), suggested: 0.6 }]);
    const { id } = store.all()[0]!;
    expect(store.update('', id, { label: 'b' })).toBe(true);
    expect(store.get(id)).toEqual({ id, start: 0, end: 4, label: 'b', suggested: undefined });
    store.undo();
    expect(store.get(id)!.suggested).toBe(0.6);
    expect(store.update('', id, {})).toBe(true);
    expect(store.get(id)!.suggested).toBeUndefined();
    expect(store.update('', id, {})).toBe(false);
    expect(store.update('', id, { end: 0 })).toBe(false);
    store.add('', [span(0, 5)]);
    expect(store.update('', id, { end: 5 })).toBe(false);
  });

  test('tell of every change, also of a new beginning', () => {
    let told = 0;
    const store = new SpanStore(() => {
      told += 1;
    });
    store.add('', [span(0, 4)]);
    store.undo();
    store.redo();
    store.reset([span(1, 2)]);
    expect(told).toBe(4);
    expect(store.canUndo).toBe(false);
  });

  test('take back steps of one key held down at once', () => {
    const store = new SpanStore();
    const [{ id } = { id: 0 }] = store.add('', [span(0, 4)]);
    for (const end of [5, 6, 7]) store.update('', id, { end }, 'end');
    store.undo();
    expect(shape(store.all())).toEqual(['0-4 a']);
    store.redo();
    expect(shape(store.all())).toEqual(['0-7 a']);
  });

  test('are as before after any work and as many undos, and as after it with as many redos', () => {
    type Step = { kind: 'add'; spans: NewSpan[] } | { kind: 'remove' | 'label' | 'edge'; pick: number; to: number };
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), spans: fc.array(anySpan, { maxLength: 4 }) }),
      fc.record({
        kind: fc.constantFrom('remove' as const, 'label' as const, 'edge' as const),
        pick: fc.nat(),
        to: fc.nat(50),
      }),
    );
    fc.assert(
      fc.property(fc.array(anySpan), fc.array(step), (initial, steps) => {
        const store = new SpanStore();
        store.reset(initial);
        const states = [store.all().slice()];
        for (const it of steps) {
          const chosen = it.kind === 'add' ? undefined : store.all()[it.pick % Math.max(1, store.size)];
          if (it.kind === 'add') store.add('', it.spans);
          else if (!chosen) continue;
          else if (it.kind === 'remove') store.remove('', [chosen.id]);
          else if (it.kind === 'label') store.update('', chosen.id, { label: 'abc'[it.to % 3]! });
          else store.update('', chosen.id, { end: it.to });
          states.push(store.all().slice());
        }
        const last = states.at(-1);
        while (store.canUndo) store.undo();
        expect(store.all()).toEqual(states[0]);
        while (store.canRedo) store.redo();
        expect(store.all()).toEqual(last);
      }),
    );
  });

  test('are found in a range as by looking at every one', () => {
    fc.assert(
      fc.property(fc.array(anySpan), fc.nat(45), fc.nat(10), (spans, start, length) => {
        const store = new SpanStore();
        store.add('', spans);
        const range = { start, end: start + length + 1 };
        expect(store.within(range)).toEqual(store.all().filter((it) => it.start < range.end && it.end > range.start));
      }),
    );
  });
});

describe('lanes', () => {
  const lanes = (...ranges: [number, number][]) => {
    const store = new SpanStore();
    const added = store.add(
      '',
      ranges.map(([start, end], index) => span(start, end, String(index))),
    );
    const found = lanesOf(store.all());
    return added.map(({ id }) => found.get(id));
  };

  test('are the first for what stands alone, and lower for what encloses', () => {
    expect(lanes([0, 3], [3, 6], [8, 9])).toEqual([0, 0, 0]);
    expect(lanes([0, 10], [2, 5], [3, 4], [6, 8])).toEqual([2, 1, 0, 0]);
    expect(lanes([0, 4], [3, 7], [6, 10])).toEqual([0, 1, 0]);
    expect(lanes([0, 4], [0, 4], [0, 4])).toEqual([0, 1, 2]);
  });

  test('never hold two spans that share a character, nor one above what it encloses', () => {
    fc.assert(
      fc.property(fc.array(anySpan), (spans) => {
        const store = new SpanStore();
        store.add('', spans);
        const all = store.all();
        const found = lanesOf(all);
        for (const a of all)
          for (const b of all) {
            if (a.id === b.id || a.start >= b.end || a.end <= b.start) continue;
            expect(found.get(a.id)).not.toBe(found.get(b.id));
            const encloses = a.start <= b.start && a.end >= b.end && a.end - a.start > b.end - b.start;
            if (encloses) expect(found.get(a.id)!).toBeGreaterThan(found.get(b.id)!);
          }
      }),
    );
  });
});
