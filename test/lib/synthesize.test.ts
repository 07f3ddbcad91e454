import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { synthesize } from '../../lib/synthesize';

let outdir: string;

beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'plumbline-assembly-'));
});

afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe('synthesize', () => {
  test('writes an assembly whose assets are all there, and only once', async () => {
    expect(await synthesize({ outdir })).toEqual({ assemblyDir: outdir, fresh: true });
    const assets = JSON.parse(readFileSync(join(outdir, 'Plumbline.assets.json'), 'utf8'));
    const paths = Object.values<any>(assets.files).map(({ source }) => source.path);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(join(outdir, path)))).toEqual([]);
    expect(assets.dockerImages).toEqual({});

    writeFileSync(join(outdir, 'witness'), '');
    expect(await synthesize({ outdir })).toEqual({ assemblyDir: outdir, fresh: false });
    expect(existsSync(join(outdir, 'witness'))).toBe(true);
  });

  test('does it again when told to, or when the sources are others', async () => {
    expect(await synthesize({ outdir, force: true })).toMatchObject({ fresh: true });
    expect(existsSync(join(outdir, 'witness'))).toBe(false);
    writeFileSync(join(outdir, '.fingerprint'), 'of other sources');
    expect(await synthesize({ outdir })).toMatchObject({ fresh: true });
  });

  test('knows neither account nor region, and looks nothing up', async () => {
    await synthesize({ outdir });
    const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
    expect(manifest.artifacts.Plumbline.environment).toBe('aws://unknown-account/unknown-region');
    expect(manifest.missing).toBeUndefined();
  });
});
