import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RecordStore } from '../../../local/storage/record-store';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'records-')), 'deep', 'records.jsonl');

describe('RecordStore', () => {
  test('a process that never closed it loses nothing', () => {
    const file = newFile();
    const first = new RecordStore<number>(file);
    first.put('a', 1);
    first.put('b', 2);
    first.put('a', 3);
    first.delete('b');
    const second = new RecordStore<number>(file);
    expect([...second.entries()]).toEqual([['a', 3]]);
    first.close();
    second.close();
  });

  test('a line torn by a kill is dropped, and the next one stands on its own', () => {
    const file = newFile();
    const first = new RecordStore<string>(file);
    first.put('whole', 'x');
    first.close();
    appendFileSync(file, '{"k":"torn","v":"hal');
    const second = new RecordStore<string>(file);
    expect([...second.keys()]).toEqual(['whole']);
    second.put('next', 'y');
    second.close();
    const third = new RecordStore<string>(file);
    expect([...third.entries()]).toEqual([
      ['whole', 'x'],
      ['next', 'y'],
    ]);
    third.close();
  });

  test('history is thrown away', () => {
    const file = newFile();
    const store = new RecordStore<number>(file);
    for (let turn = 0; turn < 5_000; turn += 1) store.put('counter', turn);
    store.close();
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(1_100);
    const again = new RecordStore<number>(file);
    expect(again.get('counter')).toBe(4_999);
    again.close();
  });
});
