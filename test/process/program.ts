// The program as its users run it: built by the package's own script, a process of its own, and an environment that
// contains none of this machine's AWS settings.
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runFolderName } from '../support/guardChildren.ts';
import { type MemoryReading, measureMemory, memoryProbe, returnsMemory } from '../support/memoryProbe.ts';
import { runChild, startChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';

const root = resolve(import.meta.dirname, '../..');

/** The longest wait for output of a process, in milliseconds. */
const patience = 60_000;

let built: Promise<string> | undefined;

/** Builds the package aside, so that nobody's dist changes. All workers share the build; it is to be read only. */
export async function build(): Promise<Folder> {
  built ??= buildOnce();
  return { path: await built, [Symbol.asyncDispose]: async () => undefined };
}

/** The first worker that makes the folder builds into it; the others wait. The guardian of the main process removes it. */
async function buildOnce(): Promise<string> {
  const path = join(process.env[runFolderName] ?? (await temporaryFolder('build')).path, 'program');
  for (;;) {
    try {
      mkdirSync(path);
    } catch {
      // Written last: see scripts/build.ts.
      if (existsSync(join(path, 'build.json'))) return path;
      await sleep(50);
      continue;
    }
    try {
      await runChild('npm', ['run', '--silent', 'build', '--', '--out', path], { cwd: root });
      return path;
    } catch (error) {
      rmSync(path, { recursive: true, force: true });
      throw error;
    }
  }
}

/** Tests share the machine with the program: it would time out, and refuse requests as overloaded. */
const onBusyMachine = { AWS_ATTEMPT_TIMEOUT_MS: '30000', AWS_TIMEOUT_MS: '60000', MAX_EVENT_LOOP_DELAY_MS: '60000' };

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Program extends AsyncDisposable {
  /** Waits until the output contains this. */
  says(pattern: RegExp, stream?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
  stdout(): string;
  stderr(): string;
  pid: number;
  kill(signal: NodeJS.Signals): void;
  /** CPU time so far. */
  cpuSeconds(): number;
  /** Its memory after a collection of all garbage; only if it is measured. */
  memory(): Promise<MemoryReading>;
  ended: Promise<Ended>;
}

/** `home` replaces the user's home folder. */
export function run(
  build: Folder,
  home: Folder,
  {
    args = [],
    env = {},
    limit,
    isMeasured = false,
  }: {
    args?: string[];
    env?: Record<string, string>;
    /** A shell command that runs first, such as `ulimit -n 64`. */
    limit?: string;
    isMeasured?: boolean;
  } = {},
): Program {
  const probe = isMeasured ? [memoryProbe] : [];
  const command = [process.execPath, ...probe, join(build.path, 'main.js'), ...args];
  const [file = '', ...rest] =
    limit === undefined ? command : ['bash', '-c', `${limit}; exec "$@"`, 'bash', ...command];
  const child = startChild(file, rest, {
    cwd: home.path,
    stdio: ['ignore', 'pipe', 'pipe', ...(isMeasured ? ['ipc'] : [])] as ['ignore', 'pipe', 'pipe'],
    // Without this, the SDK looks for credentials on the network.
    env: {
      PATH: process.env['PATH'],
      HOME: home.path,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...onBusyMachine,
      ...(isMeasured ? returnsMemory : {}),
      ...env,
    },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal }));

  const says = async (pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> => {
    const deadline = AbortSignal.timeout(patience);
    for (;;) {
      const found = pattern.exec(output[stream]);
      if (found) return found;
      if (deadline.aborted || child.exitCode !== null) {
        throw new Error(`${stream} never said ${pattern}:\n${output.stdout}${output.stderr}`);
      }
      await Promise.race([once(child[stream], 'data', { signal: deadline }), ended]).catch(() => undefined);
    }
  };
  return {
    says,
    ended,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
    cpuSeconds: () => {
      const [, after = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
      const fields = after.split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    memory: () => measureMemory(child),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The URL of GraphQL as the program prints it. */
export async function urlOf(program: Program): Promise<string> {
  const [, url = ''] = await program.says(/^glacier-graphql {2}(http\S+)/m);
  return url;
}

/** The URL of the metrics as the program prints it. */
export async function adminUrlOf(program: Program): Promise<string> {
  const [, url = ''] = await program.says(/Metrics and probes: (http\S+)/);
  return url;
}
