import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EncoderFile, readEncoderFile } from './encoder-file';
import type { Tokenizer } from './tokenizers/tokenizer';
import { jsonTokenizer } from './tokenizers/tokenizer-json';
import { vocabTokenizer } from './tokenizers/vocab-txt';

export interface EncoderFolder {
  settings: EncoderFile;
  /** Names of files that may hold weights of the network. */
  weights: string[];
  digest: string;
  tokenizer(): Promise<Tokenizer>;
  copyTo(folder: string): Promise<void>;
}

export async function openFolder(folder: string): Promise<EncoderFolder> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'ENOENT' ? `there is no folder ${folder}` : error.message);
  });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
  const text = (name: string) => readFile(join(folder, name), 'utf8');
  if (!names.includes('encoder.onnx'))
    throw new Error(
      `there is no file "encoder.onnx"; there ${names.length ? `are ${names.join(', ')}` : 'is nothing'}`,
    );
  const settings = readEncoderFile(names.includes('encoder.json') ? await text('encoder.json') : '{}');
  return {
    settings,
    weights: names.filter((name) => !/\.(onnx|json|txt|md)$/i.test(name)),
    digest: await digestOf(folder, names),
    async tokenizer() {
      const { tokenizer: given, lowerCase = true, stripAccents } = settings.text ?? {};
      const name = given ?? ['tokenizer.json', 'vocab.txt'].find((usual) => names.includes(usual));
      if (name === undefined) throw new Error('a text encoder needs "tokenizer.json" or "vocab.txt"; there is neither');
      if (!names.includes(name))
        throw new Error(`there is no file "${name}", which encoder.json "text.tokenizer" names`);
      const content = await text(name);
      try {
        return name.endsWith('.json') ? jsonTokenizer(content) : vocabTokenizer(content, { lowerCase, stripAccents });
      } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
      }
    },
    async copyTo(target) {
      await mkdir(target, { recursive: true });
      for (const name of names) await copyFile(join(folder, name), join(target, name));
    },
  };
}

async function digestOf(folder: string, names: readonly string[]): Promise<string> {
  const whole = createHash('sha256');
  for (const name of names) {
    const one = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, name))) one.update(chunk);
    whole.update(`${name}\n${one.digest('hex')}\n`);
  }
  return whole.digest('hex');
}
