// The lock of a folder that one process at a time uses. The lock of a process that was killed is taken over: the file names
// its process, and on Linux when that process started, because ids of processes are used again. A process in another
// container cannot be seen. It loses the lock and notices that before its next write counts.
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderLock {
  /** Whether no other process has taken it over. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Another process uses the folder. */
export class FolderInUse extends Error {
  constructor(readonly pid: number) {
    super(`Process ${pid} uses the folder.`);
  }
}

interface Holder {
  pid: number;
  /** In ticks since the machine started; null where that is not known. */
  startedAt: string | null;
  /** Identifies the lock. */
  id: string;
}

export async function lockFolder(folder: string, name: string): Promise<FolderLock> {
  const file = join(folder, name);
  const mine: Holder = { pid: process.pid, startedAt: await startOf(process.pid), id: randomUUID() };
  const draft = `${file}.${mine.id}.draft`;
  const handle = await open(draft, 'wx', 0o600);
  await handle.writeFile(`${JSON.stringify(mine)}\n`).finally(() => handle.close());
  try {
    await take(file, draft);
  } finally {
    await unlink(draft).catch(() => undefined);
  }
  const isHeld = async () => (await holderOf(file))?.id === mine.id;
  return {
    isHeld,
    release: async () => {
      if (await isHeld()) await unlink(file).catch(() => undefined);
    },
  };
}

async function take(file: string, draft: string): Promise<void> {
  try {
    // Of two processes that create the lock at once, one fails.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = await holderOf(file);
    if (holder && (await isAlive(holder))) throw new FolderInUse(holder.pid);
    await rename(draft, file);
  }
}

/** Null if there is no lock, or what is there was not written to its end. */
async function holderOf(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

async function isAlive({ pid, startedAt }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user exists, too.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const [state] = await statOf(pid);
  // Killed, but its parent has not noticed yet: in a container without an init process it never does.
  if (state === 'Z') return false;
  return startedAt === (await startOf(pid));
}

const startOf = async (pid: number): Promise<string | null> => (await statOf(pid))[19] ?? null;

/** Fields 3 and following of /proc/<pid>/stat, after the name in parentheses. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function statOf(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
