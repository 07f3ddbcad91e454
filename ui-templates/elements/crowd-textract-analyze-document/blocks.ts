/** Amazon Textract's blocks, as Augmented AI hands them over: keys and values of a form, and the words in them. */
export interface Block {
  id: string;
  blockType: string;
  entityTypes?: string[];
  text?: string;
  confidence?: number;
  geometry?: { boundingBox?: Box; polygon?: { x: number; y: number }[] };
  relationships?: { type: string; ids: string[] }[];
}

/** Shares of the page, 0…1. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A key of the form with its value: the blocks and their texts. */
export interface KeyValue {
  key: Block;
  value: Block | undefined;
  keyText: string;
  valueText: string;
}

const related = ({ relationships = [] }: Block, type: string): string[] =>
  relationships.filter((one) => one.type === type).flatMap(({ ids }) => ids);

/** A block's own text, or that of its words. */
export function textOf(block: Block | undefined, byId: ReadonlyMap<string, Block>): string {
  if (!block) return '';
  if (block.text !== undefined) return block.text;
  return related(block, 'CHILD')
    .map((id) => byId.get(id)?.text ?? '')
    .filter(Boolean)
    .join(' ');
}

/** The pairs of the form, in the order of the blocks. */
export function keyValues(blocks: readonly Block[]): KeyValue[] {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  return blocks
    .filter(({ blockType, entityTypes }) => blockType === 'KEY_VALUE_SET' && entityTypes?.includes('KEY'))
    .map((key) => {
      const value = byId.get(related(key, 'VALUE')[0] ?? '');
      return { key, value, keyText: textOf(key, byId), valueText: textOf(value, byId) };
    });
}

/** The blocks with another text for one of them. */
export const withText = (blocks: readonly Block[], id: string, text: string): Block[] =>
  blocks.map((block) => (block.id === id ? { ...block, text } : block));

/** The blocks without a pair that is none. */
export function withoutPair(blocks: readonly Block[], keyId: string): Block[] {
  const key = blocks.find(({ id }) => id === keyId);
  const gone = new Set([keyId, ...(key ? related(key, 'VALUE') : [])]);
  return blocks.filter(({ id }) => !gone.has(id));
}
