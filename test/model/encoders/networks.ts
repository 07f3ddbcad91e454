import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Network, onnxFile } from '../onnx-writer';

/** A folder with the files given. */
export function folderOf(files: Record<string, string | Uint8Array | object>): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-encoder-'));
  for (const [name, content] of Object.entries(files))
    writeFileSync(
      join(folder, name),
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
    );
  return folder;
}

/** Means of a picture's three channels, through a matrix of 3 × `columns` numbers. */
export const meanColours = (matrix: number[], columns: number, layout: 'NCHW' | 'NHWC' = 'NCHW'): Buffer =>
  onnxFile({
    inputs: { pixel_values: { type: 'float', shape: layout === 'NCHW' ? ['n', 3, 4, 6] : ['n', 4, 6, 3] } },
    outputs: { image_embeds: { type: 'float', shape: ['n', columns] } },
    nodes: [
      {
        op: 'ReduceMean',
        inputs: ['pixel_values'],
        outputs: ['means'],
        attributes: { axes: layout === 'NCHW' ? [2, 3] : [1, 2], keepdims: 0 },
      },
      { op: 'MatMul', inputs: ['means', 'matrix'], outputs: ['image_embeds'] },
    ],
    weights: { matrix: { shape: [3, columns], values: Float32Array.from(matrix) } },
  });

/** Rows of a table, one a piece: last_hidden_state of a text. Takes the mask, as networks do, and does not need it. */
export const pieceTable = (rows: number[][], more: Partial<Network> = {}): Buffer =>
  onnxFile({
    inputs: {
      input_ids: { type: 'int64', shape: ['n', 'l'] },
      attention_mask: { type: 'int64', shape: ['n', 'l'] },
    },
    outputs: { last_hidden_state: { type: 'float', shape: ['n', 'l', rows[0]!.length] } },
    nodes: [{ op: 'Gather', inputs: ['table', 'input_ids'], outputs: ['last_hidden_state'] }],
    weights: { table: { shape: [rows.length, rows[0]!.length], values: Float32Array.from(rows.flat()) } },
    ...more,
  });
