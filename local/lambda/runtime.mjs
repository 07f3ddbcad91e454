// @ts-check
/**
 * What runs inside a sandbox: Lambda's Node.js runtime as a worker thread. Plain JavaScript, because a worker thread starts without the
 * loader that runs TypeScript here. Loads the handler once, then takes one invocation at a time from the parent.
 */
import { existsSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
let requestId = '';

/** @param {unknown} chunk */
const emit = (chunk) => {
  port.postMessage({ log: typeof chunk === 'string' ? chunk : Buffer.from(/** @type {any} */ (chunk)).toString() });
  return true;
};

for (const stream of [process.stdout, process.stderr]) {
  stream.write = /** @type {any} */ (
    (/** @type {unknown} */ chunk, /** @type {any} */ encoding, /** @type {any} */ callback) => {
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) queueMicrotask(done);
      return emit(chunk);
    }
  );
}

for (const [method, level] of Object.entries({
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  debug: 'DEBUG',
  trace: 'TRACE',
})) {
  /** @type {any} */ (console)[method] = (/** @type {unknown[]} */ ...values) => {
    const timestamp = new Date().toISOString();
    const message = format(...values);
    emit(
      json
        ? `${JSON.stringify({ timestamp, level, requestId, message })}\n`
        : `${timestamp}\t${requestId}\t${level}\t${message}\n`,
    );
  };
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof Error || (error && typeof error === 'object' && 'message' in error && 'stack' in error)) {
    const { name, message, stack } = /** @type {Error} */ (error);
    return { errorType: name || 'Error', errorMessage: String(message), trace: String(stack ?? '').split('\n') };
  }
  return {
    errorType: typeof error,
    errorMessage: typeof error === 'string' ? error : JSON.stringify(error),
    trace: [],
  };
}

/** @param {string} code @param {string} module @returns {Promise<any>} */
async function load(code, module) {
  const base = join(code, module);
  for (const extension of ['.js', '.mjs', '.cjs']) {
    const file = base + extension;
    if (!existsSync(file)) continue;
    if (extension !== '.js' || existsSync(join(dirname(file), 'package.json'))) return import(pathToFileURL(file).href);
    // why: a bundle without a package.json is CommonJS on Lambda, whatever package it happens to lie in here.
    const loaded = /** @type {any} */ (new Module(file));
    loaded.filename = file;
    loaded.paths = /** @type {any} */ (Module)._nodeModulePaths(dirname(file));
    loaded._compile(readFileSync(file, 'utf8'), file);
    return loaded.exports;
  }
  const error = new Error(`Cannot find module '${module}'`);
  error.name = 'Runtime.ImportModuleError';
  throw error;
}

/** @type {any} */
let handler;
const { code, handler: handlerName, context: shared } = workerData;

try {
  const cut = handlerName.lastIndexOf('.');
  const exported = await load(code, handlerName.slice(0, cut));
  const name = handlerName.slice(cut + 1);
  handler = exported[name] ?? exported.default?.[name];
  if (typeof handler !== 'function') {
    const error = new Error(`${handlerName} is undefined or not exported`);
    error.name = 'Runtime.HandlerNotFound';
    throw error;
  }
  port.postMessage({ ready: true });
} catch (error) {
  const described = describe(error);
  const missing = /** @type {any} */ (error)?.code;
  if (missing === 'ERR_MODULE_NOT_FOUND' || missing === 'MODULE_NOT_FOUND')
    described.errorType = 'Runtime.ImportModuleError';
  port.postMessage({ initError: described });
}

port.on('message', async ({ id, payload, deadline, invokedArn, traceId }) => {
  requestId = id;
  process.env._X_AMZN_TRACE_ID = traceId;
  const context = {
    ...shared,
    awsRequestId: id,
    invokedFunctionArn: invokedArn,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done() {},
    fail() {},
    succeed() {},
  };
  try {
    const event = JSON.parse(payload);
    const result =
      handler.length >= 3
        ? await new Promise((resolve, reject) => {
            const returned = handler(event, context, (/** @type {unknown} */ error, /** @type {unknown} */ value) =>
              error ? reject(error) : resolve(value),
            );
            if (returned?.then) returned.then(resolve, reject);
          })
        : await handler(event, context);
    port.postMessage({ id, result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    port.postMessage({ id, error: describe(error) });
  }
});
