// The built program at its limits, and the signals that it receives: no file descriptors, an unhandled error, a closed terminal.
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../support/describeWith.ts';
import { startChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, run, urlOf } from './program.ts';

let program: Folder;
let home: Folder;
beforeAll(async () => {
  [program, home] = await Promise.all([build(), temporaryFolder()]);
});
afterAll(async () => {
  await Promise.all([program, home].map((folder) => folder?.[Symbol.asyncDispose]()));
});

const ask = async (url: string) => (await fetch(`${url}?query={vaults(first:1){nodes{name}}}`)).status;

describe('a gateway process', () => {
  test('without file descriptors refuses connections, does not spin, and recovers', async () => {
    await using gateway = run(program, home, { env: { PORT: '0' }, limit: 'ulimit -n 60' });
    const url = new URL(await urlOf(gateway));
    expect(await ask(url.href)).toBe(200);
    const sockets: Socket[] = [];
    const closed = new Set<Socket>();
    for (let count = 0; count < 100; count += 1) {
      const socket = connect(Number(url.port), url.hostname);
      socket.on('error', () => undefined).once('close', () => closed.add(socket));
      sockets.push(socket);
    }
    // Some are refused.
    await expect.poll(() => closed.size).toBeGreaterThan(20);
    // A process that spins uses CPU in every 200 ms. This one comes to rest, sooner or later.
    const usedNext = async () => {
      const before = gateway.cpuSeconds();
      await sleep(200);
      return gateway.cpuSeconds() - before;
    };
    await expect.poll(usedNext).toBeLessThan(0.03);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => ask(url.href).catch(() => 0)).toBe(200);
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
  });

  test('logs an unhandled error, shuts down in order, and exits with 1', async () => {
    const bad = 'process.once("SIGUSR2", () => { throw new Error("thrown by the test") })';
    await using gateway = run(program, home, {
      env: { PORT: '0', NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(bad)}"` },
    });
    await urlOf(gateway);
    gateway.kill('SIGUSR2');
    expect(await gateway.ended).toEqual({ code: 1, signal: null });
    const line = JSON.parse(
      gateway
        .stderr()
        .split('\n')
        .find((text) => text.includes('unhandled error')) ?? '{}',
    );
    expect(line).toMatchObject({ level: 60, err: { type: 'Error', message: 'thrown by the test' } });
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)('drains on %s', async (signal) => {
    await using gateway = run(program, home, { env: { PORT: '0' } });
    const url = await urlOf(gateway);
    const query = encodeURIComponent('subscription { jobUpdates(ids: []) { __typename } }');
    const stream = await fetch(`${url}?query=${query}`, { headers: { accept: 'text/event-stream' } });
    gateway.kill(signal);
    expect(await stream.text()).toContain('event: complete');
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
  });

  test('ignores SIGUSR1 and SIGUSR2, says so, opens no debugger, and goes on after SIGHUP', async () => {
    await using gateway = run(program, home, { env: { PORT: '0' } });
    const url = await urlOf(gateway);
    for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
      gateway.kill(signal);
      await gateway.says(new RegExp(`"signal":"${signal}".*signal ignored`), 'stderr');
      expect(await ask(url)).toBe(200);
    }
    gateway.kill('SIGHUP');
    await gateway.says(/"files":0,"changed":\[\].*configuration reloaded/, 'stderr');
    expect(await ask(url)).toBe(200);
    expect(gateway.stderr()).not.toContain('Debugger listening');
    await expect(fetch('http://127.0.0.1:9229/json')).rejects.toThrow();
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
  });
});

// `script` gives the program a terminal.
describeWith('script', 'a gateway process in a terminal', (script = '') => {
  test('ends when the terminal is closed', async () => {
    const command = `exec ${process.execPath} ${join(program.path, 'main.js')} --port=0`;
    const env = { HOME: home.path, PATH: process.env['PATH'] };
    const terminal = startChild(script, ['-qec', command, '/dev/null'], { env });
    let output = '';
    terminal.stdout.on('data', (piece: Buffer) => {
      output += piece.toString();
    });
    const urlIn = () => /http:\S+\/graphql/.exec(output)?.[0] ?? '';
    await expect.poll(urlIn).not.toBe('');
    expect(await ask(urlIn())).toBe(200);
    terminal.kill('SIGKILL');
    await expect.poll(() => ask(urlIn()).catch(() => 'gone')).toBe('gone');
  });
});
