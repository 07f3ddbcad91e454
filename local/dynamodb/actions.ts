import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import deleteTable from 'dynalite/actions/deleteTable.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import createTableRules from 'dynalite/validations/createTable.js';
import deleteItemRules from 'dynalite/validations/deleteItem.js';
import deleteTableRules from 'dynalite/validations/deleteTable.js';
import describeTableRules from 'dynalite/validations/describeTable.js';
import getItemRules from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import putItemRules from 'dynalite/validations/putItem.js';
import queryRules from 'dynalite/validations/query.js';
import scanRules from 'dynalite/validations/scan.js';
import updateItemRules from 'dynalite/validations/updateItem.js';
import { ServiceError } from '../contract';

const actions = {
  BatchGetItem: [batchGetItem, batchGetItemRules],
  BatchWriteItem: [batchWriteItem, batchWriteItemRules],
  CreateTable: [createTable, createTableRules],
  DeleteItem: [deleteItem, deleteItemRules],
  DeleteTable: [deleteTable, deleteTableRules],
  DescribeTable: [describeTable, describeTableRules],
  GetItem: [getItem, getItemRules],
  PutItem: [putItem, putItemRules],
  Query: [query, queryRules],
  Scan: [scan, scanRules],
  UpdateItem: [updateItem, updateItemRules],
} as const;

export type Action = keyof typeof actions;

export function isAction(operation: string): operation is Action {
  return Object.hasOwn(actions, operation);
}

/** dynalite reports its refusals as errors with a body in DynamoDB's wire form. */
function asServiceError(error: any): unknown {
  if (!error?.statusCode || !error.body) return error;
  const code = String(error.body.__type).split('#').at(-1)!;
  return new ServiceError(code, error.body.message ?? error.body.Message ?? '', error.statusCode);
}

/**
 * Validates and runs one operation. `onFailure` runs in the same turn in which a condition was found not to hold, before anything else
 * can change the item.
 */
export function runAction(
  store: any,
  operation: Action,
  input: Record<string, unknown>,
  onFailure?: (error: unknown, checkedInput: any) => unknown,
): Promise<Record<string, any>> {
  const [action, rules] = actions[operation];
  return new Promise((resolve, reject) => {
    try {
      const data = validations.checkTypes(input, rules.types);
      validations.checkValidations(data, rules.types, rules.custom, store);
      action(store, data, (error, result) => {
        if (!error) return resolve(result);
        const known = asServiceError(error);
        reject(onFailure ? onFailure(known, data) : known);
      });
    } catch (error) {
      reject(asServiceError(error));
    }
  });
}
