import type { TextSettings } from './encoder-file';
import type { Feed, TensorFacts } from './network';
import type { Encoded } from './tokenizers/tokenizer';

type Content = 'ids' | 'mask' | 'types';

export interface TextInput {
  name: string;
  content: Content;
  type: 'int64' | 'int32';
}

const usualNames = { ids: 'input_ids', mask: 'attention_mask', types: 'token_type_ids' } as const;

/** Which of the network's inputs gets what. */
export function textInputs({ inputs: given }: TextSettings, inputs: readonly TensorFacts[]): TextInput[] {
  const shown = inputs.map(({ name }) => `"${name}"`).join(', ');
  for (const name of Object.values(given))
    if (!inputs.some((input) => input.name === name))
      throw new Error(`encoder.json "text.inputs" names "${name}"; the network's inputs are ${shown}`);
  const names = { ...usualNames, ...given };
  const found = inputs.map(({ name, type }): TextInput => {
    const content =
      (Object.keys(names) as Content[]).find((key) => names[key] === name) ?? (inputs.length === 1 ? 'ids' : undefined);
    if (!content)
      throw new Error(
        `the network wants "${name}", which is none of ${Object.values(names).join(', ')}; "text.inputs" in encoder.json names them`,
      );
    if (type !== 'int64' && type !== 'int32')
      throw new Error(`the network's input "${name}" is of type ${type}, whole numbers (int64, int32) are expected`);
    return { name, content, type };
  });
  if (!found.some(({ content }) => content === 'ids'))
    throw new Error(`none of the network's inputs ${shown} is "${names.ids}"`);
  return found;
}

/** Texts of one batch, filled up to the longest. */
export function textFeeds(inputs: readonly TextInput[], texts: readonly Encoded[], padding: number): Feed[] {
  const length = Math.max(1, ...texts.map(({ ids }) => ids.length));
  const dims = [texts.length, length];
  return inputs.map(({ name, content, type }) => {
    const numbers = texts.flatMap(({ ids, types }) =>
      Array.from({ length }, (_, i) => {
        if (content === 'mask') return i < ids.length ? 1 : 0;
        return (content === 'ids' ? ids[i] : types[i]) ?? (content === 'ids' ? padding : 0);
      }),
    );
    const data = type === 'int64' ? BigInt64Array.from(numbers, BigInt) : Int32Array.from(numbers);
    return { name, type, data, dims };
  });
}
