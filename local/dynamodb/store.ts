import { Stream } from 'node:stream';
import db from 'dynalite/db/index.js';
import { itemBytes, largestItem } from './item-size';

type Callback = (error: Error | null, value?: any) => void;

const chunkBytes = 4 * 1024 * 1024;

/** Values of one key range, in the legacy stream shape dynalite's queries consume. */
class ValueStream extends Stream {
  private ended = false;

  constructor(level: any, range: Record<string, unknown>, firstChunk: number) {
    super();
    const iterator = level.values({ ...range, valueEncoding: 'utf8', highWaterMarkBytes: chunkBytes });
    const pump = async () => {
      let size = firstChunk;
      for (let more = true; more && !this.ended; size = 1_000) {
        const values: string[] = await iterator.nextv(size);
        let length = 0;
        for (const value of values) {
          if (this.ended) break;
          length += value.length;
          this.emit('data', JSON.parse(value));
        }
        // why: asking again only to hear that nothing is left costs as much as the first time; a short chunk says so already,
        // unless it was cut short by its size (at most three bytes to a character).
        more = values.length === size || (values.length > 0 && length * 3 >= chunkBytes);
      }
      await iterator.close();
      if (!this.ended) this.emit('end');
    };
    pump().catch((error) => this.emit('error', error));
  }

  destroy(): void {
    this.ended = true;
  }
}

/** Writes that come in while others are under way are written together: handing each to LevelDB's thread costs more than writing it. */
class GroupWriter {
  private waiting: { operation: any; callback: Callback }[] = [];
  private busy = false;

  constructor(private readonly level: any) {}

  add(operations: any[], callback: Callback): void {
    let left = operations.length;
    if (left === 0) {
      setImmediate(callback, null);
      return;
    }
    const done: Callback = (error) => {
      left -= 1;
      if (left === 0) callback(error);
    };
    for (const operation of operations) this.waiting.push({ operation, callback: done });
    if (!this.busy) {
      this.busy = true;
      setImmediate(() => this.flush());
    }
  }

  private flush(): void {
    const group = this.waiting;
    this.waiting = [];
    const settle = (error: Error | null) => {
      if (this.waiting.length > 0) this.flush();
      else this.busy = false;
      for (const { callback } of group) callback(error);
    };
    this.level.batch(group.map(({ operation }) => operation)).then(
      // why: out of the promise, so that an error thrown by a callback is not taken for a failed write.
      () => setImmediate(settle, null),
      (error: Error) => setImmediate(settle, error),
    );
  }
}

/** dynalite counts characters; the limit is in bytes. */
function tooLarge(): Error {
  const message = 'Item size has exceeded the maximum allowed size';
  return Object.assign(new Error(message), {
    statusCode: 400,
    body: { __type: 'com.amazon.coral.validate#ValidationException', message },
  });
}

/**
 * dynalite's store over the same LevelDB, with what costs most replaced: table definitions are kept in memory, items are read without
 * a thread pool round trip, and ranges are read in chunks.
 *
 * LevelDB hands every write to the operating system before it calls back, so a write that was answered survives a killed process
 * (not a power cut).
 */
export function openStore(path: string, accountId: string, region: string) {
  const store = db.create({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const level = store.db;
  const dynaliteSub = store.getItemDb;
  const tables = new Map<string, any>();
  store.tableDb.awsAccountId = accountId;
  store.tableDb.awsRegion = region;

  const subs = new Map<string, any>();
  const sub = (name: string) => {
    let found = subs.get(name);
    if (!found) {
      found = createSub(name);
      subs.set(name, found);
    }
    return found;
  };

  const writer = new GroupWriter(level);

  function createSub(name: string) {
    const prefix = `${name}~`;
    const ranged = (options: Record<string, any> = {}) => {
      const range: Record<string, unknown> = { reverse: options.reverse ?? false, limit: options.limit ?? -1 };
      if (options.gt !== undefined) range.gt = prefix + options.gt;
      else range.gte = prefix + (options.gte ?? '');
      if (options.lt !== undefined) range.lt = prefix + options.lt;
      else if (options.lte !== undefined) range.lte = prefix + options.lte;
      else range.lt = `${prefix}\xff`;
      return range;
    };
    return {
      // why: dynalite's own lock, one queue per key.
      lock: dynaliteSub(name).lock,
      get: (key: string, callback: Callback) => callback(null, level.getSync(prefix + key)),
      put: (key: string, value: Record<string, any>, callback: Callback) => {
        if (itemBytes(value) > largestItem) callback(tooLarge());
        else writer.add([{ type: 'put', key: prefix + key, value }], callback);
      },
      del: (key: string, callback: Callback) => writer.add([{ type: 'del', key: prefix + key }], callback),
      batch: (operations: any[], callback: Callback) =>
        writer.add(
          operations.map((one) => ({ ...one, key: prefix + one.key })),
          callback,
        ),
      createValueStream: (options: Record<string, any>) =>
        new ValueStream(level, ranged(options), options?.limit > 0 ? Math.min(options.limit, 1_000) : 100),
      /** Every value with its key, a thousand at a time. */
      async *chunks(): AsyncGenerator<[string, any][]> {
        const iterator = level.iterator(ranged());
        try {
          for (;;) {
            const entries = await iterator.nextv(1_000);
            if (entries.length === 0) return;
            yield entries;
          }
        } finally {
          await iterator.close();
        }
      },
      clear: (callback: Callback) =>
        level.clear({ gte: prefix, lt: `${prefix}\xff` }).then(
          () => setImmediate(callback, null),
          (error: Error) => setImmediate(callback, error),
        ),
    };
  }

  const tableDb = {
    ...store.tableDb,
    get: (name: string, callback: Callback) => callback(null, tables.get(name)),
    put: (name: string, table: any, callback: Callback) => {
      tables.set(name, table);
      writer.add([{ type: 'put', key: `table~${name}`, value: table }], callback);
    },
    del: (name: string, callback: Callback) => {
      tables.delete(name);
      writer.add([{ type: 'del', key: `table~${name}` }], callback);
    },
  };

  const indexName = (type: string, table: string, index: string) => `index-${type.toLowerCase()}~${table}~${index}`;

  Object.assign(store, {
    tableDb,
    getItemDb: (name: string) => sub(`item-${name}`),
    deleteItemDb: (name: string, callback: Callback) => sub(`item-${name}`).clear(callback),
    getIndexDb: (type: string, table: string, index: string) => sub(indexName(type, table, index)),
    deleteIndexDb: (type: string, table: string, index: string, callback: Callback) =>
      sub(indexName(type, table, index)).clear(callback),
    getTagDb: (name: string) => sub(`tag-${name}`),
    deleteTagDb: (name: string, callback: Callback) => sub(`tag-${name}`).clear(callback),
    getTable(name: string, checkStatus: boolean | Callback, maybeCallback?: Callback) {
      const callback = (typeof checkStatus === 'function' ? checkStatus : maybeCallback) as Callback;
      const table = tables.get(name);
      const hidden = checkStatus && ['CREATING', 'DELETING'].includes(table?.TableStatus);
      if (table && !hidden) return callback(null, table);
      const message = `Requested resource not found${checkStatus ? '' : `: Table: ${name} not found`}`;
      callback(
        Object.assign(new Error(message), {
          statusCode: 400,
          body: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message },
        }),
      );
    },
  });

  async function open(): Promise<void> {
    await level.open();
    for await (const [key, table] of level.iterator({ gte: 'table~', lt: 'table~\xff' })) {
      tables.set(key.slice('table~'.length), table);
    }
  }

  const opened = open();
  // why: whoever waits for it gets the error; nobody may be waiting yet.
  opened.catch(() => undefined);
  return {
    store,
    tables,
    /** Nothing may be done with the store before. */
    opened,
    saveTable: (table: any) =>
      new Promise<void>((resolve, reject) => {
        tableDb.put(table.TableName, table, (error: Error | null) => (error ? reject(error) : resolve()));
      }),
    readItem: (table: string, key: string) => level.getSync(`item-${table}~${key}`) as Record<string, any> | undefined,
    chunks: (table: string) => sub(`item-${table}`).chunks() as AsyncGenerator<[string, Record<string, any>][]>,
    close: () => level.close() as Promise<void>,
  };
}

export type TableStore = ReturnType<typeof openStore>;
