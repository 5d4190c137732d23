// The simulator's program as a process of its own.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { GetJobOutputCommand, ListJobsCommand, ListVaultsCommand } from '@aws-sdk/client-glacier';
import { describe, expect, onTestFinished, test } from 'vitest';
import { measureHeldBytes, memoryProbe } from '../support/memoryProbe.ts';
import { startChild } from '../support/startChild.ts';
import { clientOf } from './support.ts';

describe('the process of the simulator', () => {
  const run = (...args: string[]): ChildProcess => {
    const child = startChild(process.execPath, ['--import', 'tsx', 'src/simulator/main.ts', ...args]);
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  test('prints its URL, serves, and exits when interrupted', async () => {
    const child = run('--port', '0', '--seed', 'empty');
    const url = await listeningAt(child);
    const client = clientOf(url);
    expect((await client.send(new ListVaultsCommand({ accountId: '-' }))).VaultList).toEqual([]);
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    client.destroy();
  });

  test('serves a hundred megabytes and holds none of them', async () => {
    const child = startChild(
      process.execPath,
      ['--import', 'tsx', memoryProbe, 'src/simulator/main.ts', '--port=0', '--seed=empty', '--archives=300000'],
      { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    const client = clientOf(await listeningAt(child));
    const at = { accountId: '-', vaultName: 'archive-of-millions' };
    const { JobList = [] } = await client.send(new ListJobsCommand(at));
    /** Reads it all; what the simulator holds is measured at each of so many bytes. */
    const read = async (jobId: string | undefined, range: string, interval: number) => {
      const { body } = await client.send(new GetJobOutputCommand({ ...at, jobId, range }));
      let size = 0;
      const held = [];
      for await (const chunk of body as Readable) {
        size += (chunk as Buffer).length;
        if (size >= interval * (held.length + 1)) held.push(await measureHeldBytes(child));
      }
      return { size, held: Math.max(...held) };
    };
    for (const { JobId } of JobList) await read(JobId, 'bytes=0-9999999', 1e6);
    const before = await measureHeldBytes(child);
    const outputs = [];
    for (const { JobId } of JobList) outputs.push(await read(JobId, `bytes=0-${128 * 1024 ** 2 - 1}`, 16e6));
    client.destroy();
    expect(Math.min(...outputs.map(({ size }) => size))).toBeGreaterThan(75e6);
    expect(outputs.map(({ size }) => size)).toContain(128 * 1024 ** 2);
    for (const { held } of outputs) expect(held - before).toBeLessThan(8e6);
  });

  test('exits with 2 after a wrong flag, and reports it', async () => {
    const child = run('--speed', 'fast');
    const errors: string[] = [];
    child.stderr?.on('data', (data: Buffer) => errors.push(data.toString()));
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(errors.join('')).toContain('--speed is "fast". Allowed: 0 to 1000000.');
  });
});

async function listeningAt(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/[\d.:]+\d/.exec(line)?.[0];
    if (url) return url;
  }
  throw new Error('the process exited before it listened');
}
