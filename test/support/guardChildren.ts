// The guardian of this process: a shell that ends every child process and removes every temporary folder of this process
// once this process has ended, also by SIGKILL.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The environment variable that marks the children of a process. A child passes it on to its own children. */
export const markName = 'GLACIER_GRAPHQL_TEST_PARENT';

/** The environment variable with the temporary folder of the run, which all workers share. */
export const runFolderName = 'GLACIER_GRAPHQL_TEST_RUN';

/**
 * Reads until the end of its input, which comes when the parent ends. Then it kills what carries the mark or works in the
 * folder, until nothing does: a process may start another one meanwhile. A mark finds more than a process group: Chromium
 * and npm start groups of their own. The folder finds a Redis that has overwritten its environment with the title of its
 * process. Without /proc (macOS) nothing is found, and only the folder is removed.
 */
const script = `
cat > /dev/null
remaining() {
  { grep -lsz "^$1$" /proc/[0-9]*/environ; find /proc -maxdepth 2 -name cwd -lname "$2/*"; } 2> /dev/null | cut -d / -f 3
}
while pids=$(remaining "$1" "$2"); [ -n "$pids" ]; do
  kill -KILL $pids 2> /dev/null
  sleep 0.02
done
rm -rf "$2"
`;

/** One per process; the modules of a vitest worker are loaded more than once. */
const key = Symbol.for('glacier-graphql.guardian');
const global = globalThis as { [key]?: Record<string, string> };

/** Starts the guardian, once in a process. Returns the environment variables that every child needs. */
export function guardChildren(): Record<string, string> {
  global[key] ??= startGuardian();
  return global[key];
}

function startGuardian(): Record<string, string> {
  const mark = randomUUID();
  // A short name below another guarded process: the path of a Unix socket has at most 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), process.env[markName] === undefined ? 'glacier-graphql-' : 'w-'));
  // Not marked by its parent, and in a session of its own: it outlives the parent, and Ctrl-C in the terminal.
  const { [markName]: _, ...env } = process.env;
  const guardian = spawn('sh', ['-c', script, 'guardian', `${markName}=${mark}`, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env,
  });
  guardian.unref();
  // The pipe stays open as long as this process, and keeps it from ending no longer than its work does.
  (guardian.stdin as unknown as { unref(): void }).unref();
  const environment = { [markName]: mark, TMPDIR: folder };
  Object.assign(process.env, environment);
  return environment;
}
