// Reservations of several processes, in Redis. This process also remembers what it sent or finished itself: a server that
// has lost it gets it back with the next call for the same start.
import type { Logger } from 'pino';
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import { type Clock, steadyClock } from '../../core/clock.ts';
import { createOutageLog } from '../../core/createOutageLog.ts';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { type Reservations, rememberedFor, type StartedJob } from '../../starts/reservations.ts';
import { type Connection, RedisError } from './connectRedis.ts';
import { reservationKey, reservationMemoryKey, startSecretKey } from './keys.ts';
import { luaScript, type Script } from './luaScript.ts';
import { parseStartedJob } from './parseStored.ts';
import { maxAgeError, openReservationMemory } from './reservationMemory.ts';

const checkSecretScript = luaScript('checkStartSecret.lua');
const touchScript = luaScript('reservationPrelude.lua', 'touchReservations.lua');
const acquireScript = luaScript('reservationPrelude.lua', 'acquireReservation.lua');
const renewScript = luaScript('reservationPrelude.lua', 'renewReservation.lua');
const finishScript = luaScript('reservationPrelude.lua', 'finishReservation.lua');
const releaseScript = luaScript('reservationPrelude.lua', 'releaseReservation.lua');

/** `sentAt` is when this process sent it, by its clock. */
interface OwnStart {
  fingerprint: string;
  sentAt: number | null;
  started: StartedJob | null;
}

/**
 * How long Redis keeps a reservation, in milliseconds. Redis counts by its date, which can be set forward. The memory
 * expires before the reservations: if it is still there, those that have expired are hours old, and AWS lists their jobs.
 */
const reservationTtl = rememberedFor + 3 * 3_600_000;

export interface RedisReservationsOptions {
  /** In milliseconds. */
  leaseTtl: number;
  /** AWS's list shows a job at most so many milliseconds after it can have been sent. */
  settledAfter: number;
  /** Of the secret with which the ids are made. */
  secretDigest: string;
  log: Pick<Logger, 'info' | 'warn'>;
  /** A monotonic clock. */
  clock?: Clock | undefined;
}

export interface RedisReservations extends Reservations {
  close(): void;
}

export async function openRedisReservations(
  connection: Pick<Connection, 'run' | 'onConnect'>,
  { leaseTtl, settledAfter, secretDigest, log, clock = steadyClock }: RedisReservationsOptions,
): Promise<RedisReservations> {
  const own = new ByteCache<OwnStart>(cacheBytes.ownStarts, { ttl: rememberedFor });
  const memory = await openReservationMemory(connection, { clock, settledAfter, touch: touchScript, log });
  const run = (script: Script, id: string, args: readonly (string | number)[]) =>
    memory.run(script, [reservationKey(id)], args);
  const secretLog = createOutageLog(log, {
    failed:
      'The other gateways on this Redis use another START_SECRET: this gateway starts no jobs. Give all of them the same secret.',
    recovered: 'This gateway uses the START_SECRET of the others on this Redis: it starts jobs.',
  });
  let refusedIn = '';
  const checkSecret = async () => {
    const keys = [startSecretKey, reservationMemoryKey];
    const answer = await connection.run(checkSecretScript, keys, [secretDigest, rememberedFor, refusedIn]);
    const [isShared, epoch = ''] = answer as [number, string?];
    refusedIn = epoch;
    if (isShared === 1) return secretLog.recovered();
    secretLog.failed({ code: 'START_SECRET_MISMATCH', key: startSecretKey });
    throw new ServiceUnavailableError(
      'This gateway does not recognize the starts of the other gateways. Nothing was started. Its operator has to act; its log has the reason.',
    );
  };

  return {
    acquire: async (id, owner, fingerprint) => {
      await checkSecret();
      const known = own.get(id);
      const mine = known?.fingerprint === fingerprint ? known : undefined;
      const sentAgo = mine?.sentAt == null ? '' : clock.now() - mine.sentAt;
      const job = mine?.started ? JSON.stringify(mine.started) : '';
      const args = [owner, fingerprint, leaseTtl + maxAgeError, reservationTtl, sentAgo, job];
      const [kind, detail = '', memoryAge] = (await run(acquireScript, id, args)) as [string, string?, string?];
      if (kind === 'finished') {
        const started = parseStartedJob(detail);
        if (!started) throw new RedisError('Redis: a stored start cannot be read');
        own.set(id, { fingerprint, sentAt: null, started });
        return { kind, started };
      }
      if (kind !== 'acquired') return { kind: kind === 'mismatch' ? 'mismatch' : 'held' };
      const ago = detail === '' ? null : atLeast(detail);
      // Not what Redis answered: it is rounded to a later time, and with each call that sent it back the start would grow younger.
      own.set(id, { fingerprint, sentAt: ago === null ? null : (mine?.sentAt ?? null), started: null });
      return { kind, sentAgo: ago, memoryAge: atLeast(memoryAge) };
    },
    renew: async (id, owner, state) => {
      const mine = own.get(id);
      if (mine && state === 'notExecuted') mine.sentAt = null;
      const [isMine] = await run(renewScript, id, [owner, leaseTtl + maxAgeError, state]);
      if (isMine !== 1) return false;
      if (mine && state === 'sending') mine.sentAt = clock.now();
      return true;
    },
    finish: async (id, fingerprint, started) => {
      own.set(id, { fingerprint, sentAt: null, started });
      await run(finishScript, id, [fingerprint, JSON.stringify(started), reservationTtl]);
    },
    release: async (id, owner, forget) => {
      if (forget && !own.get(id)?.started) own.delete(id);
      await run(releaseScript, id, [owner, forget ? 1 : 0]);
    },
    close: memory.close,
  };
}

/** An age in the time of the memory, of which so much has certainly passed. */
const atLeast = (age: unknown): number => Math.max(0, Number(age) - maxAgeError);
