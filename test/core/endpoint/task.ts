/** Tasks, objects and replies as adapters get them. */

import type { EndpointReply, EndpointTask, LoadedObject, Objects } from '../../../core/endpoint/adapter';
import { labelNames } from '../../../core/endpoint/label-names';
import { writeMaskPng } from '../../../core/formats/mask/png-writer';

export const taskOf = (
  taskType: string,
  labels: readonly string[] = ['cat', 'dog'],
  names: Record<string, string> = {},
  jobName = 'a-job',
): EndpointTask => ({ jobName, taskType, labels, names: labelNames(labels, names) });

export const reply = (body: string | Uint8Array): EndpointReply => ({
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
});

export const jsonReply = (value: unknown): EndpointReply => reply(JSON.stringify(value));

export const objects = (...list: LoadedObject[]): Objects => list as unknown as Objects;

export const texts = (...sources: string[]): Objects =>
  objects(...sources.map((source, id) => ({ id: id + 10, line: { source } })));

export const picture = (width: number, height: number, id = 10): Objects =>
  objects({ id, line: { 'source-ref': `s3://b/${id}.png` }, file: pngOf(width, height) });

export const pngOf = (width: number, height: number, runs: number[] = [0, width * height]): Uint8Array =>
  writeMaskPng({ width, height, runs, colours: ['#000000', '#ff0000', '#00ff00', '#0000ff'] });
