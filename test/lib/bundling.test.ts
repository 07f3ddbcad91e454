import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { underLock } from '../../lib/bundling/build-lock';
import { bundle, bundleInto } from '../../lib/bundling/bundle';
import { fingerprint } from '../../lib/bundling/fingerprint';
import { lambdaBundleDir } from '../../lib/bundling/lambda-bundle';
import { modelImageDir } from '../../lib/bundling/model-bundle';
import { catalog } from '../../lib/functions/catalog';
import { functionNames } from '../../lib/functions/names';
import { bundlesDir, inPackage } from '../../lib/paths';

let temporary: string;

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'plumbline-bundles-'));
  bundle();
});

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const digests = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(dir.length), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );

describe('bundles', () => {
  test('are not built again while their sources are the same', () => {
    expect(bundle()).toEqual({ rebuilt: false });
  });

  test('come out the same, byte for byte, when they are', () => {
    bundleInto(temporary);
    const code = (dir: string) =>
      Object.fromEntries(
        ['lambdas', 'ui', 'model-image'].flatMap((part) =>
          // Source maps name the sources relative to themselves, and so differ between folders.
          Object.entries(digests(join(dir, part))).filter(([path]) => !path.endsWith('.map')),
        ),
      );
    expect(Object.keys(code(temporary)).length).toBeGreaterThan(functionNames.length);
    expect(code(temporary)).toEqual(code(bundlesDir));
  });

  test('hold no path of the machine that built them', () => {
    for (const path of Object.keys(digests(join(bundlesDir, 'lambdas')))) {
      expect({ path, named: readFileSync(join(bundlesDir, 'lambdas', path), 'utf8').includes(inPackage()) }).toEqual({
        path,
        named: false,
      });
    }
  });

  test('start as ES modules, each with the environment that the catalog gives it', () => {
    const value = (key: string) => {
      if (/MB$|OBJECTS$|SECONDS$/.test(key)) return '1';
      return key === 'ISSUER' ? 'https://issuer.example.com' : 'arn:aws:x:eu-west-1:111122223333:y';
    };
    const functions = functionNames.map((name) => ({
      name,
      path: join(lambdaBundleDir(name), 'index.mjs'),
      environment: Object.fromEntries(catalog[name].environment.map((key) => [key, value(key)])),
    }));
    const script = `
      const base = { ...process.env };
      const outcome = {};
      for (const { name, path, environment } of ${JSON.stringify(functions)}) {
        process.env = { ...base, ...environment };
        outcome[name] = await import(path).then(({ handler }) => typeof handler, (error) => error.message);
      }
      console.log(JSON.stringify(outcome));
      process.exit();`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'test' },
    });
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual(
      Object.fromEntries(functionNames.map((name) => [name, 'function'])),
    );
  });

  test('read every variable they are given', () => {
    const unread = functionNames.flatMap((name) => {
      const code = readFileSync(join(lambdaBundleDir(name), 'index.mjs'), 'utf8');
      return catalog[name].environment.filter((key) => !code.includes(key)).map((key) => `${name}: ${key}`);
    });
    expect(unread).toEqual([]);
  });

  test('carry the browser code that the portal serves', () => {
    const portal = readFileSync(join(bundlesDir, 'ui', 'portal.js'), 'utf8');
    expect(portal).not.toBe('');
    expect(readFileSync(join(bundlesDir, 'ui', 'portal.js.txt'), 'utf8')).toBe(portal);
  });

  test('functions leave out what they do not use of zod, such as its messages in forty languages', () => {
    const ukrainian = 'Неправильні вхідні дані';
    const carrying = functionNames.filter((name) =>
      readFileSync(join(lambdaBundleDir(name), 'index.mjs'), 'utf8').includes(ukrainian),
    );
    expect(carrying).toEqual([]);
  });

  test('no function carries the runtime of networks', () => {
    const carrying = (readdirSync(bundlesDir, { recursive: true }) as string[])
      .filter((name) => /lambdas.*\.mjs$/.test(name))
      .filter((name) => readFileSync(join(bundlesDir, name), 'utf8').includes('onnxruntime'));
    expect(carrying).toEqual([]);
  });

  test('the model image has all that its Dockerfile copies, and native packages at the versions tested here', () => {
    const copied = [...readFileSync(join(modelImageDir, 'Dockerfile'), 'utf8').matchAll(/^COPY (.+) \S+$/gm)].flatMap(
      ([, files]) => files!.split(' '),
    );
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((file) => !existsSync(join(modelImageDir, file)))).toEqual([]);
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(modelImageDir, 'package.json'), 'utf8'),
    );
    const version = (name: string) =>
      JSON.parse(readFileSync(inPackage('node_modules', name, 'package.json'), 'utf8')).version;
    expect(dependencies).toEqual({ sharp: version('sharp'), 'onnxruntime-web': version('onnxruntime-web') });
    expect(optionalDependencies).toEqual({ 'onnxruntime-node': version('onnxruntime-web') });
  });
});

describe('fingerprint', () => {
  test('tells a changed content, a changed name and a new file', () => {
    const folder = join('dist', `fingerprint-${process.pid}`);
    mkdirSync(inPackage(folder), { recursive: true });
    try {
      const seen = new Set<string>();
      const look = () => seen.add(fingerprint([folder]));
      look();
      writeFileSync(inPackage(folder, 'a.ts'), 'one');
      look();
      writeFileSync(inPackage(folder, 'a.ts'), 'two');
      look();
      rmSync(inPackage(folder, 'a.ts'));
      writeFileSync(inPackage(folder, 'b.ts'), 'two');
      look();
      expect(seen.size).toBe(4);
      expect(seen.has(fingerprint([folder]))).toBe(true);
    } finally {
      rmSync(inPackage(folder), { recursive: true });
    }
  });
});

describe('build lock', () => {
  test('is taken over from a process that is gone, and given back after a failure', () => {
    const path = join(temporary, 'lock');
    const { pid } = spawnSync(process.execPath, ['--eval', '']);
    writeFileSync(path, String(pid));
    expect(() =>
      underLock(path, () => {
        expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
        throw new Error('the build failed');
      }),
    ).toThrow('the build failed');
    expect(underLock(path, () => 'free')).toBe('free');
    expect(existsSync(path)).toBe(false);
  });
});
