// The build: what it writes, what it leaves alone, and what happens to a gateway that runs from it meanwhile.

import { once } from 'node:events';
import { appendFile, cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import { luaScripts } from '../../scripts/luaScripts.ts';
import { type Ended, run, urlOf } from '../process/program.ts';
import { runChild, startChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';

let program: Folder;
let home: Folder;
beforeAll(async () => {
  [program, home] = await Promise.all([temporaryFolder('build'), temporaryFolder()]);
  await runBuild('--out', program.path);
}, 60_000);
afterAll(async () => {
  await Promise.all([program, home].map((folder) => folder?.[Symbol.asyncDispose]()));
});

const runBuild = (...args: string[]) =>
  runChild(process.execPath, ['--import', 'tsx', 'scripts/build.ts', ...args], { cwd: root });

const timesOf = async (folder: string) =>
  Promise.all((await readdir(folder)).sort().map(async (name) => [name, (await stat(join(folder, name))).mtimeMs]));

const page = async (url: string) => {
  const response = await fetch(url, { headers: { accept: 'text/html' } });
  return { status: response.status, hasExamples: (await response.text()).includes('ExploreVaults') };
};

describe('the build', () => {
  test('contains the Lua scripts', async () => {
    const bundle = await readFile(join(program.path, 'gateway.cjs'), 'utf8');
    const lastLines = Object.entries(luaScripts()).map(([name, text]) => [
      name,
      text.trimEnd().split('\n').at(-1) ?? '',
    ]);
    expect(lastLines.length).toBeGreaterThan(5);
    expect(lastLines.filter(([, line = '']) => !bundle.includes(line))).toEqual([]);
  });

  test('again under a running gateway leaves it GraphiQL, and takes away what only an earlier build had', async () => {
    await using gateway = run(program, home, { args: ['--port=0'] });
    const url = await urlOf(gateway);
    await writeFile(join(program.path, 'earlier.cjs'), '');
    await writeFile(join(program.path, 'gateway.cjs.1.2.3.cache'), '');
    await runBuild('--out', program.path);
    expect(await page(url)).toEqual({ status: 200, hasExamples: true });
    // Any file of the client kit and of the simulator's library has its declarations.
    const varying = /^(gateway\.cjs\.[\d.]+(-node[\d.]+)?\.cache|(client|startSimulator)-\w+\.d\.ts)$/;
    const names = (await readdir(program.path)).filter((name) => !varying.test(name));
    expect(names.sort()).toEqual([
      'aws-sdk-client-s3.cjs',
      'aws-sdk-client-sns.cjs',
      'aws-sdk-client-sqs.cjs',
      'aws-sdk-client-sts.cjs',
      'aws-sdk-nested-clients-signin.cjs',
      'aws-sdk-nested-clients-sso-oidc.cjs',
      'aws-sdk-nested-clients-sso.cjs',
      'aws-sdk-nested-clients-sts.cjs',
      'boardFiles.cjs',
      'build.json',
      'client.d.ts',
      'client.js',
      'connectionPool.cjs',
      'demoFacts.cjs',
      'gateway.cjs',
      'gateway.cjs.map',
      'graphiql.cjs',
      'ioredis.cjs',
      'jose.cjs',
      'main.js',
      'main.js.map',
      'openTelemetry.cjs',
      'package.json',
      'prom-client.cjs',
      'simulator.js',
      'simulator.js.map',
      'simulatorThread.js',
      'simulatorThread.js.map',
      'startSimulator.d.ts',
      'startSimulator.js',
      'startSimulator.js.map',
      'watchdog.cjs',
      'watchdog.cjs.map',
    ]);
  }, 60_000);

  test('leaves to bundles of their own what few configurations need', async () => {
    const bundle = await readFile(join(program.path, 'gateway.cjs'), 'latin1');
    const required = new Set([...bundle.matchAll(/\brequire\("\.\/([\w-]+\.cjs)"\)/g)].map(([, name]) => name));
    const others = (await readdir(program.path)).filter((name) => /^(?!gateway|watchdog).*\.cjs$/.test(name));
    expect([...required].sort()).toEqual(others.sort());
    // It is read at each start, and stays in memory. Whatever makes it much larger belongs into another one.
    expect(bundle.length).toBeLessThan(2_000_000);
  });

  test('with --if-changed writes nothing where the sources are the same, and builds where a file is missing', async () => {
    const before = await timesOf(program.path);
    await runBuild('--out', program.path, '--if-changed');
    expect(await timesOf(program.path)).toEqual(before);
    await using partial = await temporaryFolder();
    await cp(join(program.path, 'build.json'), join(partial.path, 'build.json'));
    await runBuild('--out', partial.path, '--if-changed');
    expect(await readdir(partial.path)).toContain('graphiql.cjs');
  }, 60_000);

  // Nobody may make a folder in /sys, not even root.
  test.runIf(process.platform === 'linux')('says in plain words that it cannot write', async () => {
    const failure = await runBuild('--out', '/sys/glacier-graphql').catch((error) => error);
    expect(failure).toMatchObject({ code: 1, stdout: '' });
    expect(failure.stderr).toMatch(
      /^glacier-graphql: cannot build into \/sys\/glacier-graphql \(E[A-Z]+\)\.\nThere is no build yet\. Run "npm run build" as a user who may write there\.\n$/,
    );
  });
});

describe('GraphiQL', () => {
  test('is that of the build that runs, also when the build is gone', async () => {
    await using copy = await copyOfBuild('.cache');
    await using gateway = run(copy, home, { args: ['--port=0'] });
    const url = await urlOf(gateway);
    await rm(join(copy.path, 'graphiql.cjs'));
    expect(await page(url)).toEqual({ status: 200, hasExamples: true });
  });

  test('that could not be read is read at the next request', async () => {
    await using copy = await copyOfBuild('graphiql.cjs');
    await using gateway = run(copy, home, { args: ['--port=0'] });
    const url = await urlOf(gateway);
    expect((await page(url)).status).toBe(500);
    await cp(join(program.path, 'graphiql.cjs'), join(copy.path, 'graphiql.cjs'));
    expect(await page(url)).toEqual({ status: 200, hasExamples: true });
  });
});

/** Without files whose name has `but`. */
async function copyOfBuild(but: string): Promise<Folder> {
  const copy = await temporaryFolder('copy');
  await cp(program.path, copy.path, { recursive: true, filter: (path) => !path.includes(but) });
  return copy;
}

describe('the code cache', () => {
  const help = async (build: Folder): Promise<Ended & { stdout: string; stderr: string }> => {
    await using gateway = run(build, home, { args: ['--help'] });
    const ended = await gateway.ended;
    return { ...ended, stdout: gateway.stdout(), stderr: gateway.stderr() };
  };
  /** A whole start and stop. */
  const startOnce = async (build: Folder, env: Record<string, string> = {}): Promise<void> => {
    await using gateway = run(build, home, { args: ['--port=0'], env });
    await urlOf(gateway);
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toMatchObject({ code: 0 });
  };
  const cacheOf = async (build: Folder) =>
    join(build.path, (await readdir(build.path)).find((name) => name.endsWith('.cache')) ?? 'none');

  test('of another bundle of the same length is not used', async () => {
    await using copy = await copyOfBuild('graphiql');
    const bundle = join(copy.path, 'gateway.cjs');
    await writeFile(bundle, (await readFile(bundle, 'latin1')).replaceAll('--help', '--h3lp'), 'latin1');
    const { stdout } = await help(copy);
    expect(stdout).toContain('--h3lp');
    expect(stdout).not.toContain('--help');
  });

  test('that is damaged is not used, and written anew', async () => {
    await using copy = await copyOfBuild('graphiql');
    const cache = await cacheOf(copy);
    const whole = await readFile(cache);
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 5_000, 5_030);
    await writeFile(cache, damaged);
    await startOnce(copy);
    expect((await readFile(cache)).subarray(5_000, 5_030)).not.toEqual(damaged.subarray(5_000, 5_030));
  });

  test('of a run under flags of V8 is another one, which is used under these flags alone', async () => {
    await using copy = await copyOfBuild('graphiql');
    const caches = async () => (await timesOf(copy.path)).filter(([name]) => String(name).endsWith('.cache'));
    const [usual] = await caches();
    const withFlags = () => startOnce(copy, { NODE_OPTIONS: '--stack-trace-limit=20' });
    await withFlags();
    const both = await caches();
    expect(both).toHaveLength(2);
    expect(both).toContainEqual(usual);
    await withFlags();
    await startOnce(copy);
    expect(await caches()).toEqual(both);
  });

  test('is loaded under flags of which only the limit of the heap is left', async () => {
    await using folder = await temporaryFolder('hook');
    const hook = join(folder.path, 'hook.cjs');
    // V8's tag depends on the values of its flags.
    const text = `
      const { cachedDataVersionTag, setFlagsFromString } = require('node:v8');
      const before = cachedDataVersionTag();
      process.once('exit', () => {
        const limited = cachedDataVersionTag() !== before;
        setFlagsFromString('--heap-growing-percent=0');
        process.stderr.write(JSON.stringify([limited, cachedDataVersionTag() === before]));
      });`;
    await writeFile(hook, text);
    await using gateway = run(program, home, { args: ['--help'], env: { NODE_OPTIONS: `--require ${hook}` } });
    expect(await gateway.ended).toMatchObject({ code: 0 });
    expect(JSON.parse(gateway.stderr())).toEqual([true, true]);
  });

  test('is not written by a command: the next gateway writes it, with the functions of its start', async () => {
    await using copy = await copyOfBuild('.cache');
    await help(copy);
    expect((await readdir(copy.path)).filter((name) => name.endsWith('.cache'))).toEqual([]);
    await startOnce(copy);
    const size = async (build: Folder) => (await stat(await cacheOf(build))).size;
    // What the build's start has compiled; each start differs a little.
    expect(await size(copy)).toBeGreaterThan(0.97 * (await size(program)));
  });

  test('that cannot be written is missing, and no draft of it is left', async () => {
    await using copy = await copyOfBuild('.cache');
    // A folder of its name: nothing can be moved there.
    await mkdir(join(copy.path, (await cacheOf(program)).slice(program.path.length)));
    const before = await readdir(copy.path);
    await startOnce(copy);
    expect(await readdir(copy.path)).toEqual(before);
  });
});

describe('the log of the built gateway', () => {
  // On a signal, times can no longer be written.
  const fault = `process.on('SIGUSR2', () => {
    Date.prototype.toISOString = () => { throw new Error('no times'); };
    process.stdout.write('broken\\n');
  });`;
  const preload = `--import "data:text/javascript,${encodeURIComponent(fault)}"`;

  test.each([
    ['the bundle', preload, /\(gateway\.cjs:\d+:\d+\)/],
    ['the sources under --enable-source-maps', `${preload} --enable-source-maps`, /\/src\/[\w/]+\.ts:\d+:\d+\)/],
  ])('has stacks with positions in %s', async (_, flags, frame) => {
    await using gateway = run(program, home, { args: ['--port=0'], env: { NODE_OPTIONS: flags } });
    const url = await urlOf(gateway);
    gateway.kill('SIGUSR2');
    await gateway.says(/broken/);
    await fetch(`${url}?query={vaults(first:1){nodes{creationDate}}}`);
    const [line] = await gateway.says(/^.*"message":"no times".*$/m, 'stderr');
    expect(JSON.parse(line)).toMatchObject({ err: { type: 'Error', stack: expect.stringMatching(frame) } });
  });
});

describe('npm run dev', () => {
  test('restarts the gateway when a source changes', async () => {
    await using tree = await temporaryFolder('dev');
    for (const name of ['src', 'scripts', 'package.json', 'tsconfig.json']) {
      await cp(join(root, name), join(tree.path, name), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(tree.path, 'node_modules'));
    const dev = startChild(process.execPath, ['--import', 'tsx', 'scripts/dev.ts', '--port=0'], {
      cwd: tree.path,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void dev.kill('SIGTERM'));
    let output = '';
    dev.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const starts = () => [...output.matchAll(/^glacier-graphql {2}http/gm)].length;
    await expect.poll(starts, { timeout: 60_000 }).toBe(1);
    // A restart takes about 0.6 s on an idle machine.
    await appendFile(join(tree.path, 'src/core/version.ts'), '\n// changed\n');
    await expect.poll(starts, { timeout: 60_000 }).toBe(2);
    const script = join(tree.path, 'src/storage/redis/scripts/heartbeat.lua');
    // A comment would not be in the bundle.
    await writeFile(script, `local isChangedScript = true\n${await readFile(script, 'utf8')}`);
    await expect.poll(starts, { timeout: 60_000 }).toBe(3);
    // Child processes have the temporary folder of this process.
    const [bundle = ''] = (await readdir(tmpdir())).filter((name) => name.startsWith('glacier-graphql-dev-'));
    expect(await readFile(join(tmpdir(), bundle, 'gateway.cjs'), 'utf8')).toContain('isChangedScript');
    // Before its sources are removed.
    dev.kill('SIGTERM');
    await once(dev, 'exit');
  }, 200_000);
});
