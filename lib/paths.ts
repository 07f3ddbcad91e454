import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds this package, wherever it is installed. */
export const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A path inside the package. */
export const inPackage = (...parts: string[]) => join(packageRoot, ...parts);

/** Where bundles are written: `lambdas/<name>/index.mjs`, `ui/<name>.js`, `model-image/`. */
export const bundlesDir = inPackage('dist');
