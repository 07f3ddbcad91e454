import { Worker } from 'node:worker_threads';
import { networkThread } from './network-thread';

export interface TensorFacts {
  name: string;
  /** ONNX Runtime's word: `float32`, `int64`. */
  type: string;
  /** A name stands for a size the network leaves open. */
  shape: (number | string)[];
}

export interface Feed {
  name: string;
  type: 'float32' | 'int64' | 'int32';
  data: Float32Array | BigInt64Array | Int32Array;
  dims: number[];
}

export interface NetworkOutput {
  dims: number[];
  data: Float32Array;
}

interface Ready {
  inputs: TensorFacts[];
  outputs: TensorFacts[];
}

interface Reply {
  id: number;
  error?: string;
  type: string;
  dims: number[];
  data: Float32Array;
}

/** An ONNX network in a thread of its own. */
export class Network {
  readonly #waiting = new Map<number, { resolve: (output: NetworkOutput) => void; reject: (error: Error) => void }>();
  #next = 0;
  #ended: Error | undefined;

  private constructor(
    private readonly thread: Worker,
    readonly inputs: readonly TensorFacts[],
    readonly outputs: readonly TensorFacts[],
  ) {
    // An idle network does not keep the process alive.
    thread.unref();
  }

  /** `besides` are files of the folder that hold weights of the network. Rejects with the runtime's reason. */
  static async open(folder: string, file: string, besides: readonly string[]): Promise<Network> {
    const thread = new Worker(networkThread, {
      eval: true,
      workerData: { folder, file, besides, from: import.meta.url },
      // What it would take from this process (the loader of TypeScript, the flags of a test) is not for a thread without modules.
      execArgv: [],
    });
    return new Promise((resolve, reject) => {
      let network: Network | undefined;
      const end = (error: Error) => (network ? network.#end(error) : reject(error));
      thread.on('error', end);
      thread.on('exit', () => end(new Error('the thread of the network ended')));
      thread.on('message', (message: { ready?: Ready; failed?: string } & Reply) => {
        if (network) network.#settle(message);
        else if (message.ready) {
          network = new Network(thread, message.ready.inputs, message.ready.outputs);
          resolve(network);
        } else {
          void thread.terminate();
          reject(new Error(message.failed));
        }
      });
    });
  }

  run(feeds: Feed[], output: string): Promise<NetworkOutput> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.thread.ref();
      this.thread.postMessage({ id, feeds, output });
    });
  }

  async close(): Promise<void> {
    await this.thread.terminate();
  }

  #settle({ id, error, type, dims, data }: Reply): void {
    const { resolve, reject } = this.#waiting.get(id)!;
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.thread.unref();
    if (error !== undefined) reject(new Error(error));
    else if (type !== 'float32') reject(new Error(`the network's output is of type ${type}, float32 is expected`));
    // A copy, since what comes from another thread may be of another realm's type.
    else resolve({ dims, data: new Float32Array(data) });
  }

  #end(error: Error): void {
    this.#ended = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
