// A client that follows one job: it reconnects, elsewhere, whenever its stream ends before the job has, and resumes after the last event
// that it received.
import { subscribe } from '../support/subscribe.ts';
import type { Processes } from './startProcesses.ts';

const query = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase outcome } } }';

export interface Followed {
  /** The number of final events on the last stream; less than 1 if none came in time. */
  ends: number;
  streams: number;
  /** From the start of the job to its end, as this client learns of them. */
  milliseconds: number;
}

export async function followJob(
  processes: Processes,
  id: string,
  first: number,
  until: AbortSignal,
): Promise<Followed> {
  const startedAt = Date.now();
  const followed = (ends: number, streams: number) => ({ ends, streams, milliseconds: Date.now() - startedAt });
  let lastId: string | undefined;
  for (let streams = 1; ; streams += 1) {
    try {
      const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
      // Not `await using`: as esbuild compiles it, an error of one iteration is thrown again in the next.
      const stream = await subscribe(processes.url(first + streams), query, { ids: [id] }, headers);
      const stop = () => stream.cut();
      until.addEventListener('abort', stop, { once: true });
      await stream.ended;
      until.removeEventListener('abort', stop);
      const ends = stream.events.filter(({ data }) => data?.data?.jobUpdates?.job?.phase === 'DONE').length;
      lastId = stream.events.findLast((event) => event.id !== undefined)?.id ?? lastId;
      if (ends > 0) return followed(ends, streams);
    } catch {
      // Nothing listens there at the moment.
    }
    if (until.aborted) return followed(0, streams);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
