import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../write-file';
import type { MachineDefinition } from '../definition/types';

const largestCache = 100;

/** Definitions by their digest: an execution keeps the one it started with, whatever its machine becomes. */
export function definitionStore(folder: string) {
  const parsed = new Map<string, MachineDefinition>();
  const path = (digest: string) => join(folder, `${digest}.json`);
  const text = (digest: string) => readFileSync(path(digest), 'utf8');
  return {
    put(definition: string): string {
      const digest = createHash('sha256').update(definition).digest('hex').slice(0, 32);
      if (!existsSync(path(digest))) {
        mkdirSync(folder, { recursive: true });
        writeFileAtomically(path(digest), definition);
      }
      return digest;
    },
    text,
    get(digest: string): MachineDefinition {
      let definition = parsed.get(digest);
      if (!definition) {
        definition = JSON.parse(text(digest)) as MachineDefinition;
        if (parsed.size >= largestCache) parsed.clear();
        parsed.set(digest, definition);
      }
      return definition;
    },
  };
}
