import { Stream } from 'node:stream';
import db from 'dynalite/db/index.js';

type Callback = (error: Error | null, value?: any) => void;

/** Values of one key range, in the legacy stream shape dynalite's queries consume. */
class ValueStream extends Stream {
  private ended = false;

  constructor(level: any, range: Record<string, unknown>, firstChunk: number) {
    super();
    const iterator = level.values(range);
    const pump = async () => {
      let size = firstChunk;
      while (!this.ended) {
        const values: unknown[] = await iterator.nextv(size);
        if (values.length === 0) break;
        for (const value of values) {
          if (this.ended) break;
          this.emit('data', value);
        }
        size = 1_000;
      }
      await iterator.close();
      if (!this.ended) this.emit('end');
    };
    setImmediate(() => {
      pump().catch((error) => this.emit('error', error));
    });
  }

  destroy(): void {
    this.ended = true;
  }
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

  const answer = (operation: Promise<unknown>, callback: Callback) => {
    // why: out of the promise, so that an error thrown by the callback is not taken for a failed write.
    operation.then(
      () => setImmediate(callback, null),
      (error) => setImmediate(callback, error),
    );
  };

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
      put: (key: string, value: unknown, callback: Callback) => answer(level.put(prefix + key, value), callback),
      del: (key: string, callback: Callback) => answer(level.del(prefix + key), callback),
      batch: (operations: any[], callback: Callback) =>
        answer(level.batch(operations.map((one) => ({ ...one, key: prefix + one.key }))), callback),
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
      clear: (callback: Callback) => answer(level.clear({ gte: prefix, lt: `${prefix}\xff` }), callback),
    };
  }

  const tableDb = {
    ...store.tableDb,
    get: (name: string, callback: Callback) => callback(null, tables.get(name)),
    put: (name: string, table: any, callback: Callback) => {
      tables.set(name, table);
      answer(level.put(`table~${name}`, table), callback);
    },
    del: (name: string, callback: Callback) => {
      tables.delete(name);
      answer(level.del(`table~${name}`), callback);
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

  return {
    store,
    tables,
    async open() {
      await level.open();
      for await (const [key, table] of level.iterator({ gte: 'table~', lt: 'table~\xff' })) {
        tables.set(key.slice('table~'.length), table);
      }
    },
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
