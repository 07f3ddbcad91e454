/**
 * What the thread of a network runs. Text and not a module, because the container is one bundled file and has no second one to start; plain JavaScript, because
 * nothing compiles it. In a thread of its own a network that thinks for seconds does not keep the endpoint from answering a ping.
 *
 * `onnxruntime-node` (native, several times as fast) is taken where it is installed and runs, `onnxruntime-web` (WebAssembly, runs everywhere) else.
 */
export const networkThread = `
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { parentPort, workerData } = require('node:worker_threads');

const load = createRequire(workerData.from);

function native() {
  try {
    return load('onnxruntime-node');
  } catch {
    return undefined;
  }
}

async function open() {
  const { folder, file, besides } = workerData;
  const options = { logSeverityLevel: 3 };
  const runtime = native();
  if (runtime) return { runtime, session: await runtime.InferenceSession.create(join(folder, file), options) };
  const web = load('onnxruntime-web');
  web.env.logLevel = 'error';
  web.env.wasm.numThreads = 1;
  const externalData = besides.map((path) => ({ path, data: readFileSync(join(folder, path)) }));
  const session = await web.InferenceSession.create(readFileSync(join(folder, file)), { ...options, externalData });
  return { runtime: web, session };
}

const described = (values) => values.map(({ name, isTensor, type, shape }) => ({ name, type: isTensor ? type : 'no tensor', shape: [...(shape ?? [])] }));

const opened = open();
opened.then(
  ({ session }) => parentPort.postMessage({ ready: { inputs: described(session.inputMetadata), outputs: described(session.outputMetadata) } }),
  (error) => parentPort.postMessage({ failed: String(error?.message ?? error) }),
);
parentPort.on('message', async ({ id, feeds, output }) => {
  try {
    const { runtime, session } = await opened;
    const tensors = feeds.map(({ name, type, data, dims }) => [name, new runtime.Tensor(type, data, dims)]);
    const { [output]: tensor } = await session.run(Object.fromEntries(tensors), [output]);
    parentPort.postMessage({ id, type: tensor.type, dims: [...tensor.dims], data: tensor.data.slice() });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error?.message ?? error) });
  }
});
`;
