/** docs/endpoint.md says what is sent and how replies are read; its examples are run here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { LoadedObject } from '../../../core/endpoint/adapter';
import { functionContract } from '../../../core/endpoint/function-contract';
import { adapters, endpointAdapter } from '../../../core/endpoint/registry';
import { objects, pngOf, reply, taskOf } from './task';

const text = readFileSync(join(__dirname, '../../../docs/endpoint.md'), 'utf8');

interface Example {
  adapter: string;
  taskType: string;
  labels: string[];
  names?: Record<string, string>;
  jobName?: string;
  objects: LoadedObject[];
  image?: [number, number];
  request?: string;
  reply: string;
  answers: string;
}

const examples: Example[] = text
  .split('<!-- example ')
  .slice(1)
  .map((section) => {
    const end = section.indexOf('-->');
    const blocks = Object.fromEntries(
      [...section.slice(end).matchAll(/```jsonl? (request|reply|answers)\n([\s\S]*?)\n```/g)].map((match) => [
        match[1]!,
        match[2]!,
      ]),
    );
    return { ...JSON.parse(section.slice(0, end)), ...blocks };
  });

const lines = (jsonl: string) => jsonl.split('\n').map((line) => JSON.parse(line));

describe('docs/endpoint.md', () => {
  test.each(examples.map((example) => [`${example.adapter}, ${example.taskType}`, example] as const))(
    '%s',
    (_, example) => {
      const adapter = example.adapter === 'function' ? functionContract : endpointAdapter(example.adapter);
      const task = taskOf(example.taskType, example.labels, example.names, example.jobName);
      const file = example.image && pngOf(...example.image);
      const asked = objects(...example.objects.map((object) => (file ? { ...object, file } : object)));
      const { body } = adapter.request(
        objects(...asked.map((object) => ({ file: new TextEncoder().encode('by reference'), ...object }))),
        task,
      );
      if (example.request === undefined) expect(body).toBe(file);
      else if (adapter.slug === 'plumbline' && example.adapter !== 'function') expect(body).toBe(example.request);
      else expect(JSON.parse(body as string)).toEqual(JSON.parse(example.request));
      const answers = adapter.read(reply(example.reply), asked, task);
      const expected = lines(example.answers);
      expect(answers.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      for (const [i, { confidence, ...rest }] of expected.entries()) {
        const { confidence: found, ...answer } = answers[i] as any;
        expect(answer).toEqual(rest);
        if (confidence !== undefined) expect(found).toBeCloseTo(confidence, 9);
      }
    },
  );

  test('names every adapter, and shows all but the one that answers in pictures', () => {
    for (const { slug } of adapters) expect(text).toContain(`\`${slug}\``);
    const shown = new Set(examples.map(({ adapter }) => adapter));
    expect(adapters.map(({ slug }) => slug).filter((slug) => !shown.has(slug))).toEqual([
      'sagemaker-semantic-segmentation',
    ]);
  });
});
