// The file that keeps reservations. A change counts once it is on the disk. Changes that come together are written together.
// The file is written anew when most of it is out of date, and after a failure.
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { rememberedFor } from '../../starts/reservations.ts';
import type { FolderLock } from './folderLock.ts';
import { formatEntry, parseStartLog, type StartLog, type StartLogEntry } from './startLog.ts';

export interface StartFile {
  /** What was in the file when it was opened. */
  readonly log: StartLog;
  /** Resolves once the entry is on the disk, and this process still has the lock. */
  append(entry: StartLogEntry): Promise<void>;
  /** Resolves after the entries that were appended. */
  close(): Promise<void>;
}

const fileName = 'starts.log';

/** So many entries may be out of date. */
const minEntries = 4_096;

interface Pending {
  line: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export async function openStartFile(folder: string, lock: FolderLock): Promise<StartFile> {
  const path = join(folder, fileName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const log = parseStartLog(text);

  let handle: FileHandle | null = null;
  let entries = 0;
  let maxEntries = minEntries;
  const pending: Pending[] = [];
  let writing: Promise<void> | null = null;

  const close = async () => {
    const closing = handle;
    handle = null;
    await closing?.close();
  };

  const rewrite = async (content: StartLog) => {
    await close();
    const draft = `${path}.draft`;
    const created = await open(draft, 'w', 0o600);
    try {
      const kept = [...entriesOf(content)];
      await created.writeFile(kept.map(formatEntry).join(''));
      await created.sync();
      // Another process that has the lock has a file of this name.
      await assertHeld(lock);
      await rename(draft, path);
      await syncFolder(folder);
      handle = created;
      entries = kept.length;
      maxEntries = Math.max(minEntries, 2 * entries);
    } catch (error) {
      await created.close();
      throw error;
    }
  };

  const write = async () => {
    while (pending.length > 0) {
      const batch = pending.splice(0);
      try {
        if (!handle || entries > maxEntries) await rewrite(parseStartLog(await readFile(path, 'utf8')));
        const file = handle as FileHandle;
        await file.appendFile(batch.map(({ line }) => line).join(''));
        await file.datasync();
        entries += batch.length;
        // Only now: who took the lock over before has read the entries, and who takes it over later will.
        await assertHeld(lock);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // What is on the disk is uncertain: the next change writes the file anew.
        await close().catch(() => undefined);
        for (const { reject } of batch) reject(error);
      }
    }
  };

  await rewrite(log);
  return {
    log,
    append: (entry) =>
      new Promise((resolve, reject) => {
        pending.push({ line: formatEntry(entry), resolve, reject });
        writing ??= write().finally(() => {
          writing = null;
        });
      }),
    close: async () => {
      await writing;
      await close();
    },
  };
}

/** What is remembered, as a file of its own. */
function* entriesOf({ time, completeSince, reservations }: StartLog): Iterable<StartLogEntry> {
  yield { kind: 'begin', at: time, completeSince };
  for (const [id, { at, reservation }] of reservations) {
    if (time - at < rememberedFor) yield { kind: 'reservation', at, id, reservation };
  }
}

async function assertHeld(lock: FolderLock): Promise<void> {
  if (!(await lock.isHeld())) throw new Error('another process has taken the folder over');
}

/** The name of a file is on the disk only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
