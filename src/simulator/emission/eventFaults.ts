// Faults of the delivery of events: some are delivered twice, some later, some in another order. AWS promises no more than that each
// is delivered at least once.
import { fractionOf } from '../world/random.ts';

export const eventFaultKinds = ['duplicate', 'delay', 'reorder'] as const;

export interface EventFault {
  /** `duplicate` delivers an event twice, the second one `seconds` later; `delay` delivers it later; `reorder` by a part of `seconds`. */
  kind: (typeof eventFaultKinds)[number];
  /** Simulated. */
  seconds: number;
  /** The share of the events, from 0 to 1. Default: all. The same events in every run with the same seed. */
  share?: number;
  seed?: string;
}

/** When an event is delivered, once or several times. */
export function deliveryTimes(faults: readonly EventFault[], eventId: string, at: number): number[] {
  let times = [at];
  for (const [index, { kind, seconds, share = 1, seed = '' }] of faults.entries()) {
    const draw = `${seed} ${index} ${kind} ${eventId}`;
    if (fractionOf(draw) >= share) continue;
    if (kind === 'duplicate') times = times.flatMap((time) => [time, time + seconds * 1000]);
    else {
      const part = kind === 'delay' ? 1 : fractionOf(`${draw} by`);
      times = times.map((time) => time + Math.round(part * seconds * 1000));
    }
  }
  return times;
}
