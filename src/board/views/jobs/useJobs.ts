// The jobs of the board, live. One feed is followed while the page is open, whichever view is shown: a view that opens has its jobs
// at once.
import { useMemo } from 'preact/hooks';
import { useClient } from '../../client/ClientContext.ts';
import type { Client } from '../../client/createClient.ts';
import type { GraphqlFailure } from '../../client/failures.ts';
import { atMostEvery } from '../../core/clock.ts';
import { createStore, type Store, useStore } from '../../core/store.ts';
import type { ResultOf } from '../../gql/graphql.ts';
import { jobFeed, jobSources } from './jobOperations.ts';
import { applyEvents, type FeedEvent, type JobsState, noJobs, reconnected } from './jobsState.ts';

export type Source = NonNullable<ResultOf<typeof jobSources>['jobs']>['sources'][number];

interface JobsFeed {
  jobs: Store<JobsState>;
  /** What cannot be read at the moment. */
  failedSources: Store<readonly Source[]>;
  /** Why the gateway refuses the feed; null if it does not. */
  failure: Store<GraphqlFailure | null>;
}

const feeds = new WeakMap<Client, JobsFeed>();

/** In milliseconds. A change of one of 10,000 jobs sorts and counts all of them again. */
const pause = 200;

/** Events are applied together: 10,000 jobs arrive as 10,000 events. */
function openFeed(client: Client): JobsFeed {
  const jobs = createStore<JobsState>(noJobs);
  const failedSources = createStore<readonly Source[]>([]);
  const failure = createStore<GraphqlFailure | null>(null);
  let waiting: FeedEvent[] = [];
  const apply = atMostEvery(pause, () => {
    const events = waiting;
    waiting = [];
    jobs.set(applyEvents(jobs.get(), events));
  });
  const readSources = () =>
    client.request(jobSources, {}).then(
      // An account that AWS does not admit to Glacier vaults has none: nothing is missing.
      ({ data }) =>
        failedSources.set(
          (data.jobs?.sources ?? []).filter(({ status }) => status !== 'OK' && status !== 'CLOSED_TO_ACCOUNT'),
        ),
      // The connection shows it, and the next event of a source asks again.
      () => undefined,
    );
  const close = client.subscribe(
    jobFeed,
    {},
    {
      onEvent: ({ jobFeed: event }) => {
        waiting.push(event);
        apply();
        if (event.job === null) void readSources();
      },
      onReconnect: () => {
        jobs.set(reconnected(applyEvents(jobs.get(), waiting)));
        waiting = [];
      },
      onRefused: (error) => failure.set(error),
    },
  );
  // Another person may sign in, who sees other jobs.
  const { credentials } = client.session;
  const forget = credentials.subscribe(() => {
    if (credentials.get().state !== 'needed') return;
    forget();
    close();
    feeds.delete(client);
  });
  return { jobs, failedSources, failure };
}

function feedOf(client: Client): JobsFeed {
  const feed = feeds.get(client) ?? openFeed(client);
  feeds.set(client, feed);
  return feed;
}

export interface Jobs extends JobsState {
  failedSources: readonly Source[];
  failure: GraphqlFailure | null;
}

export function useJobs(): Jobs {
  const client = useClient();
  const feed = useMemo(() => feedOf(client), [client]);
  return {
    ...useStore(feed.jobs),
    failedSources: useStore(feed.failedSources),
    failure: useStore(feed.failure),
  };
}
