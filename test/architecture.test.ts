import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import validateStateMachine from 'asl-validator';

const root = resolve(__dirname, '..');
const HOUSE = ['bin', 'lib', 'lambdas', 'core', 'task-types', 'model', 'ui-templates', 'local'] as const;
type Room = (typeof HOUSE)[number];

/** Who may import whom; a room may always import itself. */
const MAY_IMPORT: Record<Room, Room[]> = {
  core: [],
  'task-types': ['core'],
  lambdas: ['core', 'task-types', 'ui-templates'],
  model: ['core', 'task-types'],
  'ui-templates': ['core', 'task-types'],
  // lib names paths of the rest; it imports nothing of theirs.
  lib: [],
  local: [],
  // The command line drives everything a user would; `simulate` trains the model container's learners in process.
  bin: ['lib', 'local', 'core', 'task-types', 'model'],
};

/** Modules with effects: clock-free, network-free, file-free is what makes the core pure. */
const IMPURE = /^(node:|@aws-sdk|@smithy|aws-cdk-lib|constructs|@middy|@aws-lambda-powertools)/;

function* sources(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.(ts|tsx|mts)$/.test(name)) yield path;
  }
}

const importsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);

const roomOf = (path: string): string => relative(root, path).split('/')[0]!;

const files = HOUSE.filter((room) => existsSync(join(root, room))).flatMap((room) =>
  [...sources(join(root, room))].map((path) => ({ room, path })),
);

describe('the house', () => {
  test.each(HOUSE.map((room) => [room]))('%s imports only what it may', (room) => {
    const wrong: string[] = [];
    for (const { path } of files.filter((file) => file.room === room))
      for (const specifier of importsOf(path)) {
        if (!specifier.startsWith('.')) continue;
        const target = roomOf(resolve(dirname(path), specifier)) as Room;
        if (target !== room && !MAY_IMPORT[room].includes(target))
          wrong.push(`${relative(root, path)} imports ${specifier}`);
      }
    expect(wrong).toEqual([]);
  });

  test('core and task types are pure: no SDK, no CDK, no Node built-in, no clock, no environment', () => {
    const wrong: string[] = [];
    for (const { path } of files.filter((file) => file.room === 'core' || file.room === 'task-types')) {
      const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      for (const specifier of importsOf(path))
        if (IMPURE.test(specifier)) wrong.push(`${relative(root, path)} imports ${specifier}`);
      for (const effect of ['process.env', 'Date.now(', 'new Date()', 'Math.random(', 'document.', 'window.'])
        if (text.includes(effect)) wrong.push(`${relative(root, path)} uses ${effect}`);
    }
    expect(wrong).toEqual([]);
  });

  test('nothing of the product asks which cloud it runs on', () => {
    const wrong = files
      .filter(({ room }) => room !== 'local' && room !== 'bin')
      .filter(({ path }) => /AWS_ENDPOINT_URL|isLocal|IS_LOCAL|localhost|127\.0\.0\.1/.test(readFileSync(path, 'utf8')))
      .map(({ path }) => relative(root, path));
    expect(wrong).toEqual([]);
  });

  test('task-type slices never import each other', () => {
    const wrong = files
      .filter(({ room, path }) => room === 'task-types' && relative(root, path).split('/').length > 2)
      .flatMap(({ path }) => {
        const slice = relative(root, path).split('/')[1]!;
        return importsOf(path)
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => relative(root, resolve(dirname(path), specifier)).split('/'))
          .filter((parts) => parts[0] === 'task-types' && parts.length > 2 && parts[1] !== slice)
          .map((parts) => `${relative(root, path)} imports ${parts.join('/')}`);
      });
    expect(wrong).toEqual([]);
  });
});

describe('the state machine', () => {
  const machine = JSON.parse(readFileSync(join(root, 'statemachines/labeling-job.asl.json'), 'utf8'));
  const text = JSON.stringify(machine);
  const kebab = (name: string) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

  test('is valid under asl-validator', () => {
    const { isValid, errorsText } = validateStateMachine(machine, { checkPaths: true, checkArn: false });
    expect(errorsText('\n')).toBe('');
    expect(isValid).toBe(true);
  });

  test('every Lambda it invokes has the folder of its name', () => {
    const invoked = [...new Set([...text.matchAll(/\$\{(\w+)Arn\}/g)].map((match) => match[1]!))];
    expect(invoked.length).toBeGreaterThan(10);
    expect(invoked.filter((name) => !existsSync(join(root, 'lambdas', kebab(name), 'handler.ts')))).toEqual([]);
  });

  test('every state that calls something has retries and a drawn failure path', () => {
    const bare: string[] = [];
    const visit = (states: Record<string, any>) => {
      for (const [name, state] of Object.entries(states)) {
        if (state.Type === 'Task' && !(state.Retry && state.Catch)) bare.push(name);
        if (state.Type === 'Map') {
          if (!state.Catch) bare.push(name);
          visit(state.ItemProcessor.States);
        }
      }
    };
    visit(machine.States);
    expect(bare).toEqual([]);
  });

  test('the README lists every state that does something', () => {
    const readme = readFileSync(join(root, 'statemachines/README.md'), 'utf8');
    const doing = Object.entries<any>(machine.States).filter(([, state]) => ['Task', 'Map'].includes(state.Type));
    expect(doing.map(([name]) => name).filter((name) => !readme.includes(name))).toEqual([]);
  });
});
