import { describe, expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

const updates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id jobId phase outcome } } }';

describe('jobUpdates', () => {
  test('sends the present state at once, then the end, and completes', async () => {
    await using gateway = await startGateway();
    const job = (
      await gateway.data(
        '{ jobs(filter: { phases: [RUNNING], kinds: [ARCHIVE_RETRIEVAL] }, first: 1) { nodes { id jobId } } }',
      )
    ).jobs.nodes[0];
    gateway.calls();
    await using subscriber = await subscribe(gateway.url, updates, { ids: [job.id] });
    expect(subscriber.status).toBe(200);
    expect((await subscriber.take(1))[0].data.jobUpdates.job).toEqual({ ...job, phase: 'RUNNING', outcome: null });
    expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 1 });
    gateway.clock.advance(13 * 3_600_000);
    const [end, complete, ...more] = await subscriber.rest();
    expect(end?.data.data.jobUpdates.job).toEqual({ ...job, phase: 'DONE', outcome: 'FAILED' });
    expect(complete).toEqual({ event: 'complete', data: null });
    expect(more).toEqual([]);
  });
});
