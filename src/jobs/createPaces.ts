// The bounds of poll intervals of each service, from the options.
import type { PaceBounds, Paces } from './pace.ts';

export type EventService = 'batch' | 'glacier';

/** In seconds of AWS's clock. */
export interface PaceSettings {
  minSeconds: number;
  maxSeconds: number;
  /** The shortest interval for Batch jobs, as AWS advises. */
  batchMinSeconds: number;
  /** The services whose changes arrive as events, and the interval of their polls. */
  events: { services: readonly EventService[]; seconds: number };
}

export function createPaces({ minSeconds, maxSeconds, batchMinSeconds, events }: PaceSettings): Paces {
  const boundsOf = (service: EventService, shortest: number): PaceBounds => ({
    minSeconds: shortest,
    maxSeconds: Math.max(shortest, maxSeconds),
    ...(events.services.includes(service) ? { eventSeconds: Math.max(shortest, events.seconds) } : {}),
  });
  return {
    GlacierJob: boundsOf('glacier', minSeconds),
    BatchJob: boundsOf('batch', Math.max(minSeconds, batchMinSeconds)),
  };
}
