import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }));

const importsOf = ({ file, text }: { file: string; text: string }) =>
  [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(src, resolve(src, file, '..', path)),
  );

/** The wing a file belongs to: its folder, or itself. */
const wingOf = (file: string): string => file.split('/')[0] ?? file;

/** Who may import whom; nothing else may. */
const mayImport: Record<string, string[]> = {
  'launch.ts': [],
  'main.ts': [
    'access',
    'serve.ts',
    'config.ts',
    'accounts.ts',
    'local.ts',
    'clock.ts',
    'aws/connectAws.ts',
    'endInOrder.ts',
    'http',
    'pricing',
    'telemetry',
  ],
  'endInOrder.ts': ['clock.ts'],
  'local.ts': ['simulator', 'followSimulator.ts', 'aws/backend.ts', 'clock.ts'],
  'followSimulator.ts': ['clock.ts', 'config.ts'],
  'serve.ts': [
    'access',
    'clock.ts',
    'http',
    'aws',
    'jobs',
    'limits',
    'live',
    'loaders',
    'outputs',
    'pricing',
    'sns',
    'store',
    'telemetry',
  ],
  'context.ts': [
    'access',
    'aws',
    'errors.ts',
    'jobs',
    'limits',
    'live',
    'loaders',
    'outputs',
    'pricing',
    'queryCost.ts',
    'store',
  ],
  access: ['aws/location.ts', 'aws/backend.ts', 'clock.ts', 'errors.ts'],
  http: [
    'access',
    'schema/index.ts',
    'limits',
    'schema/estimateCost.ts',
    'queryCost.ts',
    'context.ts',
    'errors.ts',
    'clock.ts',
    'live',
    'outputs',
    'sns',
    'aws/location.ts',
    'telemetry',
  ],
  // findMany is the plan of how to look for many jobs, wherever it is carried out.
  live: ['aws', 'errors.ts', 'clock.ts', 'jobs', 'loaders/findMany.ts'],
  // Of the loaders, their types: what is read comes from the context.
  schema: [
    'access',
    'aws',
    'context.ts',
    'errors.ts',
    'clock.ts',
    'jobs',
    'live',
    'loaders',
    'outputs',
    'pricing',
    'queryCost.ts',
    'version.ts',
  ],
  loaders: ['access', 'aws', 'store', 'errors.ts', 'clock.ts', 'jobs'],
  jobs: ['aws', 'errors.ts', 'clock.ts', 'upTo.ts'],
  // What SNS says is verified here; of AWS it knows the names of things.
  sns: ['aws/location.ts', 'aws/glacier/startToken.ts', 'clock.ts'],
  store: ['aws', 'jobs/reservations.ts', 'live/watchStore.ts', 'clock.ts', 'upTo.ts'],
  // What jobs give: inventories page by page, files, and what descriptions tell of them.
  outputs: ['access', 'aws', 'errors.ts', 'clock.ts'],
  pricing: [],
  aws: ['access', 'errors.ts', 'clock.ts', 'config.ts', 'accounts.ts'],
  // It is told of things, and asks for nothing.
  telemetry: ['aws/awsObserver.ts', 'clock.ts', 'version.ts'],
  simulator: ['clock.ts'],
  'errors.ts': [],
  'queryCost.ts': [],
  limits: ['access', 'errors.ts', 'clock.ts', 'upTo.ts'],
  'clock.ts': [],
  'upTo.ts': [],
  'config.ts': ['options'],
  options: [],
  'accounts.ts': [],
  'version.ts': ['../package.json'],
};

const under = (path: string, allowed: string) => path === allowed || path.startsWith(`${allowed}/`);

describe('the architecture', () => {
  test.each(files.map((file) => [file.file, file] as const))('%s imports only what its wing may', (name, file) => {
    const wing = wingOf(name);
    const allowed = mayImport[wing];
    expect(allowed, `the wing ${wing} has no rule`).toBeDefined();
    const foreign = importsOf(file).filter(
      (path) => wingOf(path) !== wing && !allowed?.some((rule) => under(path, rule)),
    );
    expect(foreign).toEqual([]);
  });

  test('AWS reads are imported by loaders and live alone, so that no resolver calls AWS for each node', () => {
    // GetJobOutput is a stream, and not a read that could be planned with others.
    const offenders = files
      .filter(({ file }) => !/^(loaders|live|outputs|aws)\//.test(file))
      .flatMap(({ file, text }) =>
        [...text.matchAll(/^import (?!type )(.+) from '.*\/aws\/\w+\/((?:describe|list|get)\w+)\.ts';$/gm)]
          // Records and limits that live beside a read are no reads.
          .filter(([, names = '', operation = '']) => new RegExp(`[{ ]${operation}[ ,}]`).test(names))
          .map(([, , operation]) => `${file}: ${operation}`),
      );
    expect(offenders).toEqual([]);
  });

  test('every AWS operation that the gateway calls has its twin in the simulator', () => {
    const operations = files
      .filter(({ file, text }) => /^aws\/\w+\/\w+\.ts$/.test(file) && /new \w+Command\(/.test(text))
      .map(({ file }) => file.replace(/^aws\//, 'simulator/'));
    expect(operations.length).toBeGreaterThan(15);
    expect(operations.filter((twin) => !files.some(({ file }) => file === twin))).toEqual([]);
  });

  test('only the clock reads the time or arms a timer', () => {
    const offenders = files
      .filter(({ file, text }) => file !== 'clock.ts' && /setTimeout|setInterval|Date\.now|new Date\(\)/.test(text))
      .map(({ file }) => file);
    expect(offenders).toEqual([]);
  });

  test('no file of src is longer than 350 lines', () => {
    expect(files.filter(({ text }) => text.split('\n').length > 351).map(({ file }) => file)).toEqual([]);
  });
});
