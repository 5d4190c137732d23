// A server in a process of its own, as plain node runs it in production, with its CPU time and memory. It ends with the bench,
// however the bench ends.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { startChild } from '../support/startChild.ts';
import type { Command } from './live/acceptCommands.ts';
import { options } from './options.ts';

export interface ServerProcess extends AsyncDisposable {
  /** The line that it printed once it listened. */
  url: string;
  /** From spawn to that line, in milliseconds. */
  startedIn: number;
  /** CPU time of all its threads so far, user and system, in milliseconds. */
  cpu(): number;
  /** Resident memory, in bytes. */
  memory(): number;
  /** Peak resident memory since the start or the last reset, in bytes. */
  peak(): number;
  forgetPeak(): void;
  /** Sends a command, if the process accepts commands; returns its answer. */
  tell(command: string, value?: unknown): Promise<unknown>;
}

interface StartOptions {
  /** It accepts commands while it runs. */
  acceptsCommands?: boolean;
  /** Which lines of its standard error are printed; by default all. */
  prints?: (line: string) => boolean;
}

/** Starts node with `args`. The process counts as listening once it has printed a URL. */
export async function startProcess(
  args: readonly string[],
  env: Record<string, string> = {},
  { acceptsCommands = false, prints }: StartOptions = {},
): Promise<ServerProcess> {
  const from = performance.now();
  const child = startChild(options.node, args, {
    // No warnings on standard error about the Node versions that the SDK will require.
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', 'pipe', prints ? 'pipe' : 'inherit', ...(acceptsCommands ? (['ipc'] as const) : [])],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const { pid, stdout, stderr } = child;
  if (pid === undefined || !stdout) throw new Error(`node ${args.join(' ')} could not be started`);
  if (prints && stderr) {
    createInterface(stderr).on('line', (line) => {
      if (prints(line)) process.stderr.write(`${line}\n`);
    });
  }

  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const [address] = printed.match(/http:\/\/\S+(?=\s)/) ?? [];
      if (address) resolve(address.replace(/[;,]$/, ''));
    });
    child.once('exit', (code) => reject(new Error(`node ${args.join(' ')} ended with ${code} before it listened`)));
  });
  return {
    url,
    startedIn: performance.now() - from,
    cpu: () => cpuOf(pid),
    memory: () => statusOf(pid, 'VmRSS'),
    peak: () => statusOf(pid, 'VmHWM'),
    // Resets the peak: see proc(5), clear_refs.
    forgetPeak: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
    tell: (command, value) =>
      new Promise((resolve, reject) => {
        child.once('message', resolve);
        child.send({ command, value } satisfies Command, (error) => error && reject(error));
      }),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** In nanoseconds, unlike the hundredths of a second in `stat`. Node's threads live as long as the process. */
function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) => {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return Number(onCpu);
  });
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

function statusOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes] =
    new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
