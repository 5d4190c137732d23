// Child processes of tests. All of them are started here, so that they end with this process whatever ends it.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { guardChildren } from './guardChildren.ts';

/** spawn() of node:child_process. An environment that is given is completed with what marks a child. */
export const startChild = ((command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv } = {}) =>
  spawn(command, args, {
    ...options,
    env: { ...(options.env ?? process.env), ...guardChildren() },
  })) as typeof spawn;

/** Runs a program to its end. Rejects unless it exits with 0. */
export function runChild(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<{ stdout: string; stderr: string }> {
  const env = { ...(options.env ?? process.env), ...guardChildren() };
  return promisify(execFile)(command, args, { ...options, env, maxBuffer: 2 ** 26 });
}

/** Whether a short program ends with success. Blocks until it does: for what decides which tests there are. */
export const runsWell = (executable: string, args: readonly string[]): boolean =>
  spawnSync(executable, args, { stdio: 'ignore', timeout: 60_000 }).status === 0;
