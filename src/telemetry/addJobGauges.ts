// Gauges of jobs, computed at each scrape of what the gateway knows. A scrape makes no AWS call.
import { Gauge, type Registry } from 'prom-client';
import type { JobFigures } from '../jobs/jobFigures.ts';

const location = ['account', 'region'] as const;

/** Of a location, as far as the gateway knows: what a feed or a notification route follows, or a query has read. */
const extent = 'Of the jobs that the gateway knows from feeds, notification routes and queries.';

/** `figures` are those of this scrape. */
export function addJobGauges(registers: Registry[], figures: () => readonly JobFigures[], realNow: () => number): void {
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    samples: (figures: JobFigures) => readonly (readonly [Partial<Record<L, string>>, number])[],
  ) =>
    new Gauge({
      name: `glacier_graphql_${name}`,
      help: `${help} ${extent}`,
      labelNames: [...labelNames],
      registers,
      collect() {
        this.reset();
        for (const each of figures()) for (const [labels, value] of samples(each)) this.set(labels as never, value);
      },
    });
  const at = ({ accountId: account, region }: JobFigures) => ({ account, region });

  gauge(
    'jobs',
    'Jobs by phase and outcome; the outcome is empty for jobs in progress.',
    ['service', ...location, 'phase', 'outcome'],
    (each) =>
      each.counts.map(({ phase, outcome, count }) => [
        { service: each.service, ...at(each), phase, outcome: outcome ?? '' },
        count,
      ]),
  );
  gauge('jobs_overdue', 'Glacier jobs past their expected completion.', location, (each) =>
    each.service === 'glacier' ? [[at(each), each.overdue]] : [],
  );
  gauge('outputs_expiring_soon', 'Outputs whose guarantee ends within EXPIRING_SOON_SECONDS.', location, (each) =>
    each.service === 'glacier' ? [[at(each), each.expiringSoon]] : [],
  );
  gauge(
    'oldest_awaiting_confirmation_seconds',
    'Age of the oldest Batch job that waits for confirmation, since its creation, in seconds; 0 if none waits.',
    location,
    (each) => (each.service === 's3control' ? [[at(each), each.longestWait ?? 0]] : []),
  );
  gauge(
    'jobs_age_seconds',
    'Age of the oldest reading that the figures of jobs are computed of, in seconds.',
    ['service', ...location],
    (each) => [[{ service: each.service, ...at(each) }, Math.max(0, realNow() - each.asOf) / 1000]],
  );
}

/** `counts` are objects by state, which is a bounded set. */
export function addRestoreGauge(registers: Registry[], counts: () => Readonly<Record<string, number>>): void {
  new Gauge({
    name: 'glacier_graphql_restore_objects',
    help: 'Objects by state, as far as they were checked, of restore jobs that a subscription or a notification route follows, and until a day after they are settled. Instances that share a Redis count each job once.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(counts())) this.set({ state }, count);
    },
  });
}
