// A gateway with very many jobs, as far as the board can see: it answers the subscription in place of the gateway.
import type { Route } from 'playwright-core';
import type { JobRow } from '../../src/board/views/jobs/jobOperations.ts';
import { jobWith } from './jobWith.ts';

const observedAt = '2026-01-15T12:00:00Z';

const eventOf = (job: object | null): string =>
  `event: next\ndata: ${JSON.stringify({ data: { jobFeed: { change: 'INITIAL', observedAt, job } } })}\n\n`;

export function feedOf(jobs: readonly JobRow[]): (route: Route) => Promise<void> {
  const body = [...jobs, null].map(eventOf).join('');
  return (route) =>
    route.request().headers()['accept'] === 'text/event-stream'
      ? route.fulfill({ contentType: 'text/event-stream', body })
      : route.continue();
}

export const feedOfManyJobs = (count: number): ((route: Route) => Promise<void>) =>
  feedOf(
    Array.from({ length: count }, (_, index) =>
      jobWith({ id: String(index).padStart(8, '0'), jobDescription: `job number ${index}` }),
    ),
  );
