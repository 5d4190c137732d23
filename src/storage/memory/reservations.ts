// Reservations of one process. They are lost with it, unless a file keeps them.
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import { type Clock, steadyClock } from '../../core/clock.ts';
import { type Reservations, rememberedFor, type StartedJob } from '../../starts/reservations.ts';

/** What outlives the owner of a start. Times are by the clock of the reservations. */
export interface KeptReservation {
  fingerprint: string;
  sentAt: number | null;
  started: StartedJob | null;
  /** Since when it is remembered whether it was sent. */
  since: number;
}

interface Reservation extends KeptReservation {
  owner: string | null;
  /** When the lease expires. */
  until: number;
  /** When it was written. */
  at: number;
  /** Whether `keep` has it. */
  isKept: boolean;
}

export interface MemoryReservationsOptions {
  /** In milliseconds. */
  leaseTtl: number;
  /** A monotonic clock. */
  clock?: Clock | undefined;
  /** Since when nothing is forgotten, by the clock; by default since now. -Infinity if there were no starts before. */
  completeSince?: number | undefined;
  /** What an earlier process has kept: ids, when they were written, and what of. */
  earlier?: Iterable<readonly [id: string, at: number, reservation: KeptReservation]>;
  /** Keeps a change beyond the process; null if a reservation ends without a trace. The change counts once it resolves. */
  keep?: (id: string, reservation: KeptReservation | null) => Promise<void>;
  /** More than that push out the oldest. */
  maxBytes?: number;
}

const none: NonNullable<MemoryReservationsOptions['keep']> = async () => undefined;

export function createMemoryReservations({
  leaseTtl,
  clock = steadyClock,
  completeSince = clock.now(),
  earlier = [],
  keep = none,
  maxBytes = cacheBytes.starts,
}: MemoryReservationsOptions): Reservations {
  let remembersSince = completeSince;
  const kept = new ByteCache<Reservation>(maxBytes, {
    ttl: rememberedFor,
    perf: clock,
    ttlResolution: 0,
    dispose: ({ at }, _, reason) => {
      if (reason === 'evict') remembersSince = Math.max(remembersSince, at);
    },
  });
  for (const [id, at, reservation] of earlier) {
    kept.set(id, { ...reservation, owner: null, until: 0, at, isKept: true }, { start: at });
  }
  const ownedBy = (owner: string, id: string) => {
    const reservation = kept.get(id);
    return reservation?.owner === owner ? reservation : undefined;
  };

  return {
    acquire: async (id, owner, fingerprint) => {
      const now = clock.now();
      const known = kept.get(id);
      const isHeld = known?.owner != null && known.owner !== owner && known.until > now;
      if (known && known.fingerprint !== fingerprint && (known.started || known.sentAt !== null || isHeld)) {
        return { kind: 'mismatch' };
      }
      if (known?.started) return { kind: 'finished', started: known.started };
      if (isHeld) return { kind: 'held' };
      const { sentAt, since, isKept } = known ?? { sentAt: null, since: remembersSince, isKept: false };
      kept.set(id, { fingerprint, owner, until: now + leaseTtl, sentAt, started: null, since, at: now, isKept });
      return { kind: 'acquired', sentAgo: sentAt === null ? null : now - sentAt, memoryAge: now - since };
    },
    renew: async (id, owner, state) => {
      const mine = ownedBy(owner, id);
      if (!mine || mine.started) return false;
      mine.until = clock.now() + leaseTtl;
      if (state === 'unchanged') return true;
      const sentAt = state === 'sending' ? clock.now() : null;
      if (sentAt === null && !mine.isKept) return true;
      mine.isKept = true;
      await keep(id, { ...mine, sentAt });
      // Keeping takes time, in which the lease can expire.
      if (ownedBy(owner, id) !== mine || mine.started) return false;
      Object.assign(mine, { sentAt, at: clock.now(), until: clock.now() + leaseTtl });
      return true;
    },
    finish: async (id, fingerprint, started) => {
      if (kept.get(id)?.started) return;
      // Without a spread: its objects take four times as much on Node 20.
      const finished: Reservation = {
        fingerprint,
        owner: null,
        until: 0,
        sentAt: null,
        started,
        since: remembersSince,
        at: clock.now(),
        isKept: true,
      };
      kept.set(id, finished);
      await keep(id, finished);
    },
    release: async (id, owner, forget) => {
      const mine = ownedBy(owner, id);
      if (!mine) return;
      mine.owner = null;
      if (!forget) return;
      kept.delete(id);
      if (mine.isKept) await keep(id, null);
    },
  };
}
