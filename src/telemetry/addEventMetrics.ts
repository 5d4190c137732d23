// Metrics of events of AWS, and of retrievals that are kept staged.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { EventKind, EventOutcome, EventSource } from '../events/eventObserver.ts';
import type { KeepFigures } from '../staging/keepFigures.ts';

/** Returns what counts an event. */
export function addEventCounter(
  registers: Registry[],
): (source: EventSource, kind: EventKind, outcome: EventOutcome) => void {
  const received = new Counter({
    name: 'glacier_graphql_events_total',
    help: 'Events of AWS by source (sns, sqs), kind (glacier_job, batch_job, object_restore, none) and outcome: handled, duplicate, not_served, unused, malformed, rejected.',
    labelNames: ['source', 'kind', 'outcome'],
    registers,
  });
  return (source, kind, outcome) => received.inc({ source, kind, outcome });
}

export function addKeepMetrics(registers: Registry[], figures: () => KeepFigures): void {
  new Gauge({
    name: 'glacier_graphql_kept_retrievals',
    help: 'Retrievals that are kept staged by state: active, or failing if the last start failed and is tried again. Instances that share a Redis all report the same ones.',
    labelNames: ['state'],
    registers,
    collect() {
      const { active, failing } = figures();
      this.set({ state: 'active' }, active);
      this.set({ state: 'failing' }, failing);
    },
  });
  new Counter({
    name: 'glacier_graphql_kept_retrievals_ended_total',
    help: 'Retrievals that are no longer kept staged by reason: the states of KeepState. Counted by the instance that ended them.',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(figures().ended)) this.inc({ reason }, count);
    },
  });
}
