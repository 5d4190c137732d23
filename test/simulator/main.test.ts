import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ListVaultsCommand } from '@aws-sdk/client-glacier';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFlags } from '../../src/simulator/parseFlags.ts';
import { clientOf } from './support.ts';

describe('the flags', () => {
  it('have defaults', () => {
    expect(parseFlags([])).toEqual({
      kind: 'settings',
      settings: { host: '127.0.0.1', port: 4566, speed: 60, seed: 'demo', jobRetentionHours: 8760 },
    });
  });

  it('are read in both spellings', () => {
    const flags = parseFlags([
      '--port=0',
      '--speed',
      '1.5',
      '--seed',
      'empty',
      '--host',
      '::1',
      '--job-retention-hours=24',
    ]);
    expect(flags).toEqual({
      kind: 'settings',
      settings: { host: '::1', port: 0, speed: 1.5, seed: 'empty', jobRetentionHours: 24 },
    });
  });

  it('are all named when they are wrong', () => {
    const wrong = [
      '--port',
      '70000',
      '--speed=-1',
      '--seed=x',
      '--job-retention-hours=23',
      '--bogus',
      'stray',
      '--host=',
    ];
    const flags = parseFlags(wrong);
    expect(flags).toEqual({
      kind: 'faults',
      faults: [
        'Unknown flag: --bogus',
        'Unexpected argument: stray',
        '--host needs a value',
        '--port must be from 0 to 65535: 70000',
        '--speed must be from 0 to 1000000: -1',
        '--job-retention-hours must be at least 24: 23',
        '--seed must be one of demo, empty: x',
      ],
    });
  });

  it('give the help whatever else is there', () => {
    expect(parseFlags(['--bogus', '--help'])).toEqual({ kind: 'help' });
  });
});

describe('the process', () => {
  const run = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/simulator/main.ts', ...args]);
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  it('says where it listens, serves, and ends when interrupted', async () => {
    const child = run('--port', '0', '--seed', 'empty');
    const url = await listeningAt(child);
    const client = clientOf(url);
    expect((await client.send(new ListVaultsCommand({ accountId: '-' }))).VaultList).toEqual([]);
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    client.destroy();
  });

  it('ends with 2 on a wrong flag, naming it', async () => {
    const child = run('--speed', 'fast');
    const errors: string[] = [];
    child.stderr?.on('data', (data: Buffer) => errors.push(data.toString()));
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(errors.join('')).toContain('--speed must be from 0 to 1000000: fast');
  });
});

async function listeningAt(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/[\d.:]+\d/.exec(line)?.[0];
    if (url) return url;
  }
  throw new Error('the process ended before it listened');
}
