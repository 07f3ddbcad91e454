// `npm test`: types, lint, then every test; the last line counts them. Arguments go to jest (`npm test -- test/core`).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
const resultFile = join(folder, 'jest.json');
const selection = process.argv.slice(2);

const bin = (name) => join('node_modules', '.bin', name);
const run = (title, command, args) => {
  process.stderr.write(`\n› ${title}\n`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
};

const checks = [
  ['types', bin('tsc'), ['--noEmit', '-p', '.']],
  ['lint and format', bin('biome'), ['ci', '.']],
];
const failedChecks = checks.filter(([title, command, args]) => !run(title, command, args)).length;
// Whatever tests leave behind goes with the folder.
process.env.TMPDIR = folder;
// Unpacked once, before two of them want it at the same time.
await chromium.executablePath();
run('tests', bin('jest'), ['--json', `--outputFile=${resultFile}`, ...selection]);

let passed = checks.length - failedChecks;
let failed = failedChecks;
let skipped = 0;
try {
  const result = JSON.parse(readFileSync(resultFile, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  skipped = result.numPendingTests + result.numTodoTests;
  for (const suite of result.testResults)
    for (const test of suite.assertionResults) if (test.status === 'failed') console.error(`failed: ${test.fullName}`);
} catch {
  console.error('jest wrote no result');
  failed += 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed ? 1 : 0;
