type Value = Record<string, any>;

export const largestItem = 400 * 1024;

/** The size DynamoDB reckons an item with: UTF-8 bytes of names and text, numbers by their digits, three bytes for a list or map. */
export function itemBytes(item: Record<string, Value>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: Value): number {
  const [type, content] = Object.entries(value)[0] ?? ['NULL', true];
  switch (type) {
    case 'S':
      return Buffer.byteLength(content);
    case 'B':
      return Buffer.byteLength(content, 'base64');
    case 'N':
      return numberBytes(content);
    case 'SS':
    case 'NS':
    case 'BS':
      return (content as string[]).reduce((sum, one) => sum + valueBytes({ [type[0]!]: one }), 0);
    case 'L':
      return (content as Value[]).reduce((sum, one) => sum + 1 + valueBytes(one), 3);
    case 'M':
      return Object.keys(content).length + 3 + itemBytes(content);
    default:
      return 1;
  }
}

const numberBytes = (text: string) => 1 + Math.ceil(text.replace(/^-?0*|[.-]|e.*$/gi, '').length / 2);
