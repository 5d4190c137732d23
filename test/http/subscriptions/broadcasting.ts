// A broadcast of events that a test chooses, to connections that record them.
import {
  Broadcast,
  type BroadcastEvent,
  type Sink,
  type Subscriber,
} from '../../../src/http/subscriptions/broadcast.ts';
import { Feed } from '../../../src/watch/feed.ts';
import type { FeedSource } from '../../../src/watch/feedState.ts';
import type { JobSnapshot } from '../../../src/watch/watchStore.ts';
import { batchPlace, fakeWatches } from '../../watch/fakeWatches.ts';

export const allJobs: FeedSource = { target: batchPlace, interest: { all: true, jobIds: [], detailed: [] } };
export const some = (...jobIds: string[]): FeedSource => ({
  target: batchPlace,
  interest: { all: false, jobIds, detailed: [] },
});

/** The answer to a selection of the status alone. */
export const statusOf = ({ jobId, job }: JobSnapshot) => `${jobId} ${job?.kind === 'BatchJob' ? job.status : 'absent'}`;
/** The answer to a selection of all fields. */
export const progressOf = (snapshot: JobSnapshot) => {
  const { job } = snapshot;
  const done = job?.kind === 'BatchJob' ? job.progressSummary?.numberOfTasksSucceeded : null;
  return `${statusOf(snapshot)} ${done}`;
};

/** A connection. */
export class Listener implements Sink {
  readonly received: string[] = [];
  readonly ids: string[] = [];
  completed = 0;
  isSlow = false;
  reader: Subscriber | null = null;

  send({ json, id }: BroadcastEvent): boolean {
    // Not thrown: a broadcast ends a connection that throws, and continues.
    if (this.completed > 0) this.received.push('received after the end');
    this.received.push(json);
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
  content: (snapshot: JobSnapshot) => string = progressOf,
  renderTurns: () => number = () => 0,
  watches = fakeWatches(),
) {
  const counts = { rendered: 0, over: 0 };
  const broadcast = new Broadcast({
    feed: new Feed([wish], watches),
    render: async (snapshot) => {
      counts.rendered += 1;
      for (let turn = renderTurns(); turn > 0; turn -= 1) await Promise.resolve();
      return { content: content(snapshot), json: content(snapshot) };
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
