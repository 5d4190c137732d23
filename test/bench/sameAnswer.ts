// Check before a measurement: the gateway and the peer must return the same data, or they did not do the same work.
import { isDeepStrictEqual } from 'node:util';
import type { Contenders } from './contenders.ts';
import { ask, type Query } from './load.ts';

export async function assertSameAnswer<Data>(
  { gateway, peer }: Contenders,
  query: Query,
  jobsOf: (data: Data) => unknown[],
  jobs: number,
): Promise<void> {
  const [ours, theirs] = await Promise.all([ask<Data>(gateway.url, query), ask<Data>(peer.url, query)]);
  const [mine, other] = [jobsOf(ours), jobsOf(theirs)];
  if (mine.length !== jobs) throw new Error(`the gateway answers ${mine.length} jobs in place of ${jobs}`);
  mine.forEach((job, index) => {
    if (isDeepStrictEqual(job, other[index])) return;
    throw new Error(
      `job ${index} differs: ${JSON.stringify(job)} at the gateway, ${JSON.stringify(other[index])} at the peer`,
    );
  });
}
