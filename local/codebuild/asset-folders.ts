import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder or file of `cdk.out` that `cdk deploy` would upload under this S3 object key. */
export function assetFolder(assemblyDir: string, objectKey: string): string | undefined {
  if (!existsSync(assemblyDir)) return undefined;
  for (const name of readdirSync(assemblyDir, { recursive: true }) as string[]) {
    if (!name.endsWith('.assets.json')) continue;
    const manifestPath = join(assemblyDir, name);
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as {
      files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
    };
    for (const { source, destinations } of Object.values(manifest.files ?? {})) {
      const hit = Object.values(destinations).some((destination) => destination.objectKey === objectKey);
      if (hit && source.path) return resolve(manifestPath, '..', source.path);
    }
  }
  return undefined;
}
