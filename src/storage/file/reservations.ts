// Reservations of one process that outlive it: a file has each start before it is sent. A process that was killed and
// started again knows what may have been sent.
import type { Logger } from 'pino';
import { ConfigError } from '../../config/configError.ts';
import { type Clock, steadyClock } from '../../core/clock.ts';
import { createOutageLog } from '../../core/createOutageLog.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import type { Reservations } from '../../starts/reservations.ts';
import { createMemoryReservations } from '../memory/reservations.ts';
import { FolderInUse, type FolderLock, lockFolder } from './folderLock.ts';
import { OtherSecret, openStartFile, type StartFile } from './startFile.ts';
import type { StartLogEntry } from './startLog.ts';

export interface FileReservationsOptions {
  folder: string;
  /** In milliseconds. */
  leaseTtl: number;
  /** AWS's list shows a job at most so many milliseconds after it can have been sent. */
  settledAfter: number;
  /** Of the secret of the start tokens, on which the ids of reservations depend. */
  secretDigest: string;
  log: Pick<Logger, 'info' | 'warn'>;
  /** A monotonic clock. */
  clock?: Clock | undefined;
  lock?: (folder: string) => Promise<FolderLock>;
}

export interface FileReservations extends Reservations {
  close(): Promise<void>;
}

const lockName = 'starts.lock';

export async function openFileReservations({
  folder,
  leaseTtl,
  settledAfter,
  secretDigest,
  log,
  clock = steadyClock,
  lock: takeLock = (path) => lockFolder(path, lockName),
}: FileReservationsOptions): Promise<FileReservations> {
  const lock = await takeLock(folder).catch((error: unknown) => rejectFolder(folder, error));
  const file = await openStartFile(folder, lock, secretDigest).catch(async (error: unknown) => {
    await lock.release();
    return rejectFolder(folder, error);
  });
  const { time, completeSince, reservations, isDamaged } = file.log;
  if (isDamaged) {
    log.warn(
      { folder },
      'The file starts.log in STATE_DIR is damaged. What is readable is used. Starts with a key that it does not have are INDETERMINATE until AWS lists all earlier jobs.',
    );
  }
  const openedAt = clock.now();
  // Goes on where the file ends.
  const fileClock: Clock = { ...clock, now: () => time + clock.now() - openedAt };
  const append = keptBy(file, folder, log);
  const stop = keepMaturity(fileClock, completeSince + settledAfter, () =>
    append({ kind: 'time', at: fileClock.now() }),
  );
  const store = createMemoryReservations({
    leaseTtl,
    clock: fileClock,
    completeSince,
    earlier: [...reservations].map(([id, { at, reservation }]) => [id, at, reservation] as const),
    keep: (id, reservation) => {
      const at = fileClock.now();
      if (!reservation) return append({ kind: 'forgotten', at, id });
      const { fingerprint, sentAt, started, since } = reservation;
      return append({ kind: 'reservation', at, id, reservation: { fingerprint, sentAt, started, since } });
    },
  });
  return {
    ...store,
    close: async () => {
      stop();
      await file.close();
      await lock.release();
    },
  };
}

/** Without an entry, a restart would set the clock back to the last start, and a new file would stay young for ever. */
function keepMaturity(clock: Clock, maturesAt: number, keepTime: () => Promise<void>): () => void {
  const left = maturesAt - clock.now();
  return left > 0 ? clock.after(left, () => void keepTime().catch(() => undefined)) : () => undefined;
}

function keptBy(file: StartFile, folder: string, log: FileReservationsOptions['log']) {
  const outage = createOutageLog(log, {
    failed: 'The file starts.log in STATE_DIR cannot be written: no jobs are started until it can.',
    recovered: 'The file starts.log in STATE_DIR can be written again: jobs are started.',
  });
  return async (entry: StartLogEntry) => {
    try {
      await file.append(entry);
      outage.recovered();
    } catch (error) {
      outage.failed({ folder, reason: reasonOf(error) });
      throw error;
    }
  };
}

function rejectFolder(folder: string, error: unknown): never {
  throw new ConfigError([`STATE_DIR: ${folder} ${faultOf(error)}`]);
}

function faultOf(error: unknown): string {
  if (error instanceof FolderInUse)
    return `is used by process ${error.pid}. Two gateways cannot share it: stop that one, set another folder, or set REDIS_URL for both.`;
  if (error instanceof OtherSecret)
    return 'has starts with another secret (START_SECRET, or the file start-secret). Their idempotency keys would be unknown, and a repeated start would make a second job. Restore the secret. Without it, delete starts.log once no client repeats an old key.';
  return `cannot be used: ${reasonOf(error)}.`;
}
