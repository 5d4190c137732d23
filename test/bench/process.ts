// A server in a process of its own, as plain node runs it in production, and what it has used of the processor. Ends with
// the bench, however the bench ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

export interface ServerProcess extends AsyncDisposable {
  /** What it printed once it listened. */
  url: string;
  /** From spawn to that, in milliseconds. */
  startedIn: number;
  /** Processor time of all its threads so far, user and system, in milliseconds. */
  cpu(): number;
  /** Memory that it has in use, in bytes. */
  memory(): number;
  /** The most that it had in use, ever or since that was forgotten, in bytes. */
  peak(): number;
  forgetPeak(): void;
  /** Has it carry out an order, if it was started to obey. */
  tell(order: string, value?: unknown): Promise<void>;
}

interface StartOptions {
  /** It takes orders while it runs. */
  obeys?: boolean;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Starts node with `args`; it counts as listening when it has printed a URL. */
export async function startProcess(
  args: readonly string[],
  env: Record<string, string> = {},
  { obeys = false }: StartOptions = {},
): Promise<ServerProcess> {
  const from = performance.now();
  const child = spawn(process.execPath, args, {
    // No noise on standard error about the versions of Node that the SDK will need one day.
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit', ...(obeys ? (['ipc'] as const) : [])],
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  const { pid, stdout } = child;
  if (pid === undefined || !stdout) throw new Error(`node ${args.join(' ')} could not be started`);

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
    // The kernel's word for it: see proc(5), clear_refs.
    forgetPeak: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
    tell: (order, value) =>
      new Promise((resolve, reject) => {
        child.once('message', () => resolve());
        child.send({ order, value }, (error) => error && reject(error));
      }),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Linux counts in hundredths of a second: rounds must be long enough for that. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in brackets and may hold blanks; what is counted stands behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function statusOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes] =
    new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
