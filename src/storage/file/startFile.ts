// The file that keeps reservations. A change counts once it is on the disk. Changes that come together are written together.
// The file is written anew when most of it is out of date, and after a failure.
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rememberedFor } from '../../starts/reservations.ts';
import type { FolderLock } from './folderLock.ts';
import { type LengthRecord, openLengthRecord } from './lengthRecord.ts';
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
const lengthName = 'starts.length';

/** The reservations in the file were made with another secret: none of them would be found. */
export class OtherSecret extends Error {}

/** So many entries may be out of date. */
const minEntries = 4_096;

interface Pending {
  line: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** `secretDigest`: of the secret that the ids of reservations depend on. */
export async function openStartFile(folder: string, lock: FolderLock, secretDigest: string): Promise<StartFile> {
  const path = join(folder, fileName);
  const record = await openLengthRecord(join(folder, lengthName));
  try {
    return await openWithRecord(path, record, lock, secretDigest);
  } catch (error) {
    await record.close();
    throw error;
  }
}

async function openWithRecord(
  path: string,
  record: LengthRecord,
  lock: FolderLock,
  secretDigest: string,
): Promise<StartFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // Without a record, nothing shows that the end is there.
  const log = parseStartLog(text, record.kept ?? (text === '' ? 0 : Number.POSITIVE_INFINITY));
  const isOfOther = log.secretDigest !== null && log.secretDigest !== secretDigest;
  if (isOfOther && remembered(log).length > 0) throw new OtherSecret();

  let handle: FileHandle | null = null;
  let length = record.kept ?? 0;
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
      const kept = [...entriesOf(content, secretDigest)];
      const text = kept.map(formatEntry).join('');
      await created.writeFile(text);
      await created.sync();
      // Another process that has the lock has a file of this name.
      await assertHeld(lock);
      // Until the new file is there, no length is too small for the old one.
      await record.keep(0);
      await rename(draft, path);
      length = Buffer.byteLength(text);
      await record.keep(length);
      await syncFolder(dirname(path));
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
        if (!handle || entries > maxEntries) await rewrite(parseStartLog(await readFile(path, 'utf8'), length));
        const file = handle as FileHandle;
        const lines = batch.map(({ line }) => line).join('');
        await file.appendFile(lines);
        await file.datasync();
        entries += batch.length;
        length += Buffer.byteLength(lines);
        // Only now: who took the lock over before has read the entries, and who takes it over later will.
        await assertHeld(lock);
        await record.keep(length);
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
      await record.close();
    },
  };
}

/** What is remembered, as a file of its own. */
const entriesOf = (log: StartLog, secretDigest: string): StartLogEntry[] => [
  { kind: 'begin', at: log.time, completeSince: log.completeSince, secretDigest },
  ...remembered(log),
];

const remembered = ({ time, reservations }: StartLog): StartLogEntry[] =>
  [...reservations]
    .filter(([, { at }]) => time - at < rememberedFor)
    .map(([id, { at, reservation }]) => ({ kind: 'reservation', at, id, reservation }));

async function assertHeld(lock: FolderLock): Promise<void> {
  if (!(await lock.isHeld())) throw new Error('another process has taken the folder over');
}

/** The name of a file is on the disk only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
