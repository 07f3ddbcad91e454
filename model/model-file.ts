import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A model on disk: `model.json` describes, `weights.bin` holds the numbers. The binary file is the 4 bytes `PLBW`, its version as a
 * 32-bit number, then the tensors in the order `model.json` lists them, each starting at a multiple of 8 bytes, in
 * the byte order of x86-64 and arm64 (little-endian), the only ones the container is built for.
 * Neither file holds a time or a path: the same training gives the same bytes.
 */
export interface ModelFile {
  /** Learner slug. */
  learner: string;
  labels: string[];
  /** What the learner needs besides tensors; JSON. */
  parameters: Record<string, unknown>;
  tensors: Record<string, Tensor>;
}

export type Tensor = Float32Array | Float64Array | Uint32Array;

const magic = 'PLBW';
const version = 1;
const headerBytes = 8;
const types = { float32: Float32Array, float64: Float64Array, uint32: Uint32Array } as const;

interface Description {
  format: 'plumbline-model';
  version: number;
  learner: string;
  labels: string[];
  parameters: Record<string, unknown>;
  tensors: { name: string; type: keyof typeof types; length: number; offset: number }[];
  weightsSha256: string;
}

export async function writeModel(directory: string, model: ModelFile): Promise<void> {
  const chunks: Buffer[] = [Buffer.alloc(headerBytes)];
  chunks[0]!.write(magic, 'latin1');
  chunks[0]!.writeUInt32LE(version, 4);
  let offset = headerBytes;
  const tensors = Object.entries(model.tensors).map(([name, tensor]) => {
    const at = offset;
    chunks.push(Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength), Buffer.alloc(-tensor.byteLength & 7));
    offset += tensor.byteLength + (-tensor.byteLength & 7);
    return { name, type: typeOf(tensor), length: tensor.length, offset: at };
  });
  const weights = Buffer.concat(chunks);
  const description: Description = {
    format: 'plumbline-model',
    version,
    learner: model.learner,
    labels: model.labels,
    parameters: model.parameters,
    tensors,
    weightsSha256: createHash('sha256').update(weights).digest('hex'),
  };
  await writeFile(join(directory, 'weights.bin'), weights);
  await writeFile(join(directory, 'model.json'), `${JSON.stringify(description, null, 2)}\n`);
}

export async function readModel(directory: string): Promise<ModelFile> {
  const description: Description = JSON.parse(await readFile(join(directory, 'model.json'), 'utf8'));
  if (description.format !== 'plumbline-model')
    throw new Error(`${join(directory, 'model.json')} is not a Plumbline model`);
  if (description.version !== version)
    throw new Error(
      `model version ${description.version} is not the version this container reads (${version}); train again`,
    );
  const weights = await readFile(join(directory, 'weights.bin'));
  if (weights.toString('latin1', 0, 4) !== magic || weights.readUInt32LE(4) !== version)
    throw new Error('weights.bin is not a Plumbline weights file of this version');
  if (createHash('sha256').update(weights).digest('hex') !== description.weightsSha256)
    throw new Error('weights.bin is not the file model.json was written with (cut off, or of another model)');
  const tensors: Record<string, Tensor> = {};
  for (const { name, type, length, offset } of description.tensors) {
    // A copy, because Buffer memory may start anywhere and typed arrays must be aligned.
    const bytes = new Uint8Array(weights.subarray(offset, offset + length * types[type].BYTES_PER_ELEMENT));
    tensors[name] = new types[type](bytes.buffer);
  }
  return { learner: description.learner, labels: description.labels, parameters: description.parameters, tensors };
}

function typeOf(tensor: Tensor): keyof typeof types {
  if (tensor instanceof Float32Array) return 'float32';
  return tensor instanceof Float64Array ? 'float64' : 'uint32';
}
