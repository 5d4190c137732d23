// Reservations of one process.
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { type Reservations, rememberedFor, type StartedJob } from '../../starts/reservations.ts';

interface Reservation {
  fingerprint: string;
  owner: string | null;
  /** When the lease expires. */
  until: number;
  sentAt: number | null;
  started: StartedJob | null;
}

export function createMemoryReservations(leaseTtl: number, clock: Clock = systemClock): Reservations {
  const kept = new ByteCache<Reservation>(cacheBytes.starts, {
    ttl: rememberedFor,
    perf: clock,
    ttlResolution: 0,
  });
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
      const sentAt = known?.sentAt ?? null;
      kept.set(id, { fingerprint, owner, until: now + leaseTtl, sentAt, started: null });
      return { kind: 'acquired', sentAgo: sentAt === null ? null : now - sentAt };
    },
    renew: async (id, owner, state) => {
      const mine = ownedBy(owner, id);
      if (!mine || mine.started) return false;
      mine.until = clock.now() + leaseTtl;
      if (state === 'sending') mine.sentAt = clock.now();
      if (state === 'notExecuted') mine.sentAt = null;
      return true;
    },
    finish: async (id, fingerprint, started) => {
      if (kept.get(id)?.started) return;
      kept.set(id, { fingerprint, owner: null, until: 0, sentAt: null, started });
    },
    release: async (id, owner, forget) => {
      const mine = ownedBy(owner, id);
      if (!mine) return;
      if (forget) kept.delete(id);
      else mine.owner = null;
    },
  };
}
