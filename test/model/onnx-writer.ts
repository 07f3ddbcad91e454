/**
 * Writes small ONNX networks: protocol buffers by hand (`onnx.proto`: ModelProto, GraphProto, NodeProto, TensorProto), so that a test can
 * say exactly what an encoder computes.
 */
export interface Network {
  inputs: Record<string, TensorType>;
  outputs: Record<string, TensorType>;
  nodes: Node[];
  weights?: Record<string, Weights>;
}

/** A dimension without a number may be of any size. */
export interface TensorType {
  type: 'float' | 'int64' | 'uint8' | 'int32' | 'float16';
  shape: (number | string)[];
}

export interface Node {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes?: Record<string, number | number[] | string>;
}

export interface Weights {
  shape: number[];
  values: Float32Array | BigInt64Array;
  /** Name of the file beside the network that holds the values. */
  file?: string;
}

const elementTypes = { float: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const;

export function onnxFile({ inputs, outputs, nodes, weights = {} }: Network): Buffer {
  const graph = message(
    ...nodes.map((node) => field(1, nodeProto(node))),
    field(2, 'test'),
    ...Object.entries(weights).map(([name, tensor]) => field(5, tensorProto(name, tensor))),
    ...Object.entries(inputs).map(([name, type]) => field(11, valueInfo(name, type))),
    ...Object.entries(outputs).map(([name, type]) => field(12, valueInfo(name, type))),
  );
  return message(field(1, 8), field(8, message(field(1, ''), field(2, 17))), field(7, graph));
}

const nodeProto = ({ op, inputs, outputs, attributes = {} }: Node): Buffer =>
  message(
    ...inputs.map((name) => field(1, name)),
    ...outputs.map((name) => field(2, name)),
    field(4, op),
    ...Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value))),
  );

/** A number with a fraction is a float, any other an integer: write 1.5 and not 1 where a float is wanted. */
function attribute(name: string, value: number | number[] | string): Buffer {
  if (typeof value === 'string') return message(field(1, name), field(4, value), field(20, 3));
  if (Array.isArray(value)) return message(field(1, name), ...value.map((item) => field(8, item)), field(20, 7));
  if (Number.isInteger(value)) return message(field(1, name), field(3, value), field(20, 2));
  const float = Buffer.alloc(5);
  float[0] = (2 << 3) | 5;
  float.writeFloatLE(value, 1);
  return message(field(1, name), float, field(20, 1));
}

function tensorProto(name: string, { shape, values, file }: Weights): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return message(
    ...shape.map((size) => field(1, size)),
    field(2, values instanceof Float32Array ? elementTypes.float : elementTypes.int64),
    field(8, name),
    ...(file ? [field(13, message(field(1, 'location'), field(2, file))), field(14, 1)] : [field(9, bytes)]),
  );
}

const valueInfo = (name: string, { type, shape }: TensorType): Buffer => {
  const dimensions = shape.map((size) =>
    field(1, typeof size === 'number' ? message(field(1, size)) : message(field(2, size))),
  );
  const tensorType = message(field(1, elementTypes[type]), field(2, message(...dimensions)));
  return message(field(1, name), field(2, message(field(1, tensorType))));
};

const message = (...fields: Buffer[]): Buffer => Buffer.concat(fields);

function field(number: number, value: number | string | Buffer): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}
