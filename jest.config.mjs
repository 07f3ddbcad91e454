import { availableParallelism } from 'node:os';

// Packages published as ES modules only; jest on Node 20 cannot require them, so swc turns them into CommonJS too.
const esmOnly = [
  '@middy',
  'lit',
  'lit-html',
  'lit-element',
  '@lit',
  '@lit-labs',
  'fast-png',
  'iobuffer',
  'fflate',
  '@sparticuz',
];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { decoratorVersion: '2022-03' },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.plumbline'],
  // Test files run inside a vm, where each look at a global is a slow call; the numeric code looks at this one all the time.
  sandboxInjectedGlobals: ['Math'],
  // Not in the folder for temporary files, which is new with every `npm test`.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/slow-first.cjs',
  // Two even on two cores: many tests wait for a browser, a process or a cloud, and jest would run them one after the other.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
};
