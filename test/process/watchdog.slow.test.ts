// The watchdog of the built program. Slow, since each case uses seconds of CPU. Each hang and each load is caused by a file
// that Node loads before the program, so the program is the one that its users run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, type Program, run, urlOf } from './program.ts';

let program: Folder;
let home: Folder;
beforeAll(async () => {
  [program, home] = await Promise.all([build(), temporaryFolder()]);
}, 60_000);
afterAll(async () => {
  await Promise.all([program, home].map((folder) => folder?.[Symbol.asyncDispose]()));
});

/** A gateway that does this on SIGUSR2. */
function runWith(onSignal: string, env: Record<string, string> = { WATCHDOG_SECONDS: '1' }): Program {
  const code = `process.on('SIGUSR2', () => { process.stdout.write('begins\\n'); setImmediate(${onSignal}); });`;
  const preload = `--import "data:text/javascript,${encodeURIComponent(code)}"`;
  return run(program, home, { env: { PORT: '0', NODE_OPTIONS: preload, ...env } });
}

const isHealthy = async (url: string) => (await fetch(new URL('/healthz', url))).status === 200;

/** Uses so much CPU, in turns of the event loop of so many milliseconds. */
const load = (seconds: number, turn: number) => `function load(before = process.cpuUsage()) {
  for (const end = performance.now() + ${turn}; performance.now() < end; );
  const { user, system } = process.cpuUsage(before);
  if (user + system < ${seconds}e6) setImmediate(load, before);
  else process.stdout.write('loaded\\n');
}`;

describe('a gateway whose main thread', () => {
  test.each([
    ['loops', 'function forEver() { for (;;); }', 'forEver'],
    ['awaits what is resolved already', 'async function forEver() { for (;;) await null; }', 'forEver'],
    [
      'matches a hopeless regular expression',
      'function forEver() { /^(a+)+$/.test("a".repeat(60) + "b"); }',
      'RegExp.test',
    ],
  ])('%s for ever is ended in spite of a pending SIGTERM, and its stack is in the log', async (_, hang, frame) => {
    await using gateway = runWith(hang);
    await urlOf(gateway);
    gateway.kill('SIGUSR2');
    await gateway.says(/begins/);
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: null, signal: 'SIGKILL' });
    // Of the signal that the test sends.
    const isOfTest = (line: string) => line.includes('signal ignored');
    const [line = '', ...others] = gateway
      .stderr()
      .trim()
      .split('\n')
      .filter((each) => !isOfTest(each));
    expect(others).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      level: 60,
      name: 'glacier-graphql',
      msg: 'event loop blocked: no turn in 1 s of CPU time (WATCHDOG_SECONDS); ending the process',
      stack: expect.stringMatching(new RegExp(`^ +at [\\w. ]*${frame} `)),
    });
  });

  test('is stopped by SIGSTOP for longer than the limit goes on after SIGCONT', async () => {
    await using gateway = runWith(load(1, 10));
    const url = await urlOf(gateway);
    gateway.kill('SIGUSR2');
    await gateway.says(/begins/);
    gateway.kill('SIGSTOP');
    // In real time: nothing of the process moves meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    gateway.kill('SIGCONT');
    await gateway.says(/loaded/);
    expect(await isHealthy(url)).toBe(true);
    expect(gateway.stderr()).not.toContain('event loop blocked');
  });

  test('uses more CPU than the limit, in many turns, is not ended', async () => {
    await using gateway = runWith(load(2, 50));
    const url = await urlOf(gateway);
    gateway.kill('SIGUSR2');
    await gateway.says(/loaded/);
    expect(await isHealthy(url)).toBe(true);
    expect(gateway.stderr()).not.toContain('event loop blocked');
  });

  test('is blocked for more than a second is not ended if WATCHDOG_SECONDS is 0', async () => {
    await using gateway = runWith(load(1, 1_500), { WATCHDOG_SECONDS: '0' });
    const url = await urlOf(gateway);
    gateway.kill('SIGUSR2');
    await gateway.says(/loaded/);
    expect(await isHealthy(url)).toBe(true);
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
  });
});
