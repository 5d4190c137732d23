// Which test files a run takes. A file named *.slow.test.ts belongs to `npm run test:slow`. A unit test is one that reaches,
// through its imports, nothing that starts a process, a browser, Redis, a gateway, a simulator or another server, and not the whole
// schema: loading it takes seconds.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export type Kind = 'unit' | 'usual' | 'slow';

const tests = resolve(import.meta.dirname, '..');
const src = resolve(tests, '../src');

/** What a unit test does not need. Chromium and Redis are started through startChild.ts. */
const heavy = [
  join(tests, 'support/startChild.ts'),
  join(tests, 'support/guardChildren.ts'),
  join(src, 'serve.ts'),
  join(src, 'simulator/startSimulator.ts'),
  join(src, 'schema/index.ts'),
];

/** A test that imports it starts a server of its own. */
const startsServer = /^import \{[^}]*\bcreateServer\b[^}]*\} from 'node:(?:http|https|net|tls)';/m;

/** File -> whether it reaches a heavy file. Set before its imports are looked at, so that a cycle ends. */
const known = new Map<string, boolean>(heavy.map((file) => [file, true]));

function isHeavy(file: string): boolean {
  const before = known.get(file);
  if (before !== undefined) return before;
  known.set(file, false);
  const source = readFileSync(file, 'utf8');
  const imports = source.matchAll(/^(?:import|export) (?!type )[^;]*?'(\.[^']+\.ts)'/gms);
  const isServer = file.startsWith(tests) && startsServer.test(source);
  const found = isServer || [...imports].some(([, path = '']) => isHeavy(resolve(dirname(file), path)));
  known.set(file, found);
  return found;
}

const isSlow = (file: string) => file.endsWith('.slow.test.ts');

export function selectTests(kind: Kind): string[] {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(tests, file));
  if (kind === 'slow') return files.filter(isSlow);
  const usual = files.filter((file) => !isSlow(file));
  return kind === 'unit' ? usual.filter((file) => !isHeavy(file)) : usual;
}
