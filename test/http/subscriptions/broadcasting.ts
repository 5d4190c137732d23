// A broadcast of events that a test chooses, to connections that record them.
import { Broadcast } from '../../../src/http/subscriptions/broadcast.ts';
import type { Sink, Subscriber } from '../../../src/http/subscriptions/broadcastSubscriber.ts';
import type { BroadcastEvent } from '../../../src/http/subscriptions/renderings.ts';
import { Feed } from '../../../src/watch/feed.ts';
import type { FeedEvent } from '../../../src/watch/feedEvent.ts';
import type { FeedSource } from '../../../src/watch/feedSources.ts';
import { batchPlace, fakeWatches } from '../../watch/fakeWatches.ts';

export const allJobs: FeedSource = { target: batchPlace, interest: { all: true, jobIds: [], detailed: [] } };
export const some = (...jobIds: string[]): FeedSource => ({
  target: batchPlace,
  interest: { all: false, jobIds, detailed: [] },
});

export const jobIdOf = ({ job, error }: Pick<FeedEvent, 'job' | 'error'>) =>
  job?.jobId ?? /The job (\w+)/.exec(error?.message ?? '')?.[1];

/** The answer to a selection of the status alone. */
export const statusOf = (event: Pick<FeedEvent, 'job' | 'error'>) =>
  `${jobIdOf(event)} ${event.job?.kind === 'BatchJob' ? event.job.status : 'absent'}`;
/** The answer to a selection of all fields. */
export const progressOf = (event: Pick<FeedEvent, 'job' | 'error'>) => {
  const { job } = event;
  const done = job?.kind === 'BatchJob' ? job.progressSummary?.numberOfTasksSucceeded : null;
  return `${statusOf(event)} ${done}`;
};

/** A connection. */
export class Listener implements Sink {
  /** What the events say of the jobs. */
  readonly received: string[] = [];
  /** What the events say that happened to them. */
  readonly changes: string[] = [];
  readonly ids: string[] = [];
  completed = 0;
  isSlow = false;
  reader: Subscriber | null = null;

  send({ json, id }: BroadcastEvent): boolean {
    // Not thrown: a broadcast ends a connection that throws, and continues.
    if (this.completed > 0) this.received.push('received after the end');
    const [said = '', change = ''] = json.split('|');
    this.received.push(said);
    this.changes.push(change);
    this.ids.push(id);
    return !this.isSlow;
  }

  complete(): void {
    this.completed += 1;
  }

  drain(): void {
    this.isSlow = false;
    this.reader?.resume();
  }
}

export const settled = async () => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

export function broadcasting(
  wish: FeedSource,
  content: (event: FeedEvent) => string = progressOf,
  renderTurns: () => number = () => 0,
  watches = fakeWatches(),
) {
  const counts = { rendered: 0, over: 0 };
  const broadcast = new Broadcast({
    feed: new Feed({ sources: [wish], watches }),
    render: async (event) => {
      counts.rendered += 1;
      for (let turn = renderTurns(); turn > 0; turn -= 1) await Promise.resolve();
      const said = content(event);
      const { change, previousPhase } = event;
      return { content: said, json: `${said}|${change}${previousPhase ? ` from ${previousPhase}` : ''}` };
    },
    renderFailure: (failure) => {
      const code = 'code' in failure ? failure.code : 'INTERNAL_SERVER_ERROR';
      return { content: code, json: code };
    },
    onEnd: () => {
      counts.over += 1;
    },
  });
  return {
    broadcast,
    watch: watches.at(batchPlace),
    watches,
    counts,
    join: (lastId: string | null = null, isSlow = false) => {
      const listener = new Listener();
      listener.isSlow = isSlow;
      listener.reader = broadcast.subscribe(listener, lastId);
      return listener;
    },
  };
}
