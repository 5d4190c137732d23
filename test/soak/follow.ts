// A follower of one job, as its user is: it comes again, elsewhere, whenever its stream ends before the job has, and goes
// on behind the last event that it got.
import { subscribe } from '../support/subscribe.ts';
import type { Crew } from './crew.ts';

const query = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { id phase outcome } }';

export interface Followed {
  /** How often the job's end was told on the last stream; less than 1 if it was not told in time. */
  ends: number;
  streams: number;
}

export async function follow(crew: Crew, id: string, first: number, until: AbortSignal): Promise<Followed> {
  let lastId: string | undefined;
  for (let streams = 1; ; streams += 1) {
    try {
      const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
      // Not `await using`: as esbuild writes it, an error of one round of a loop is thrown again in the next.
      const stream = await subscribe(crew.url(first + streams), query, { ids: [id] }, headers);
      const stop = () => stream.cut();
      until.addEventListener('abort', stop, { once: true });
      await stream.ended;
      until.removeEventListener('abort', stop);
      const ends = stream.events.filter(({ data }) => data?.data?.jobUpdates?.phase === 'DONE').length;
      lastId = stream.events.findLast((event) => event.id !== undefined)?.id ?? lastId;
      if (ends > 0) return { ends, streams };
    } catch {
      // Nobody listens there at the moment.
    }
    if (until.aborted) return { ends: 0, streams };
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
