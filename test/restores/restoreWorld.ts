// Archived objects in the simulator's bucket, and jobs that restore them.
import type { RestoreEvent } from '../../src/restores/restoreEvent.ts';
import { batchJobId } from '../../src/schema/kit/globalId.ts';
import type { Fault } from '../../src/simulator/http/fault.ts';
import type { Bucket } from '../../src/simulator/world/objects/bucket.ts';
import { heldBytes } from '../../src/simulator/world/rangedBytes.ts';
import { home } from '../support/references.ts';
import { type Data, startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

export interface RestoreWorld {
  gateway: TestGateway;
  /** Puts objects of a storage class into the bucket. */
  put(keys: readonly string[], storageClass?: string): void;
  /** Starts a job that restores the objects with these keys for some days, and returns its IDs. */
  restore(
    keys: readonly string[],
    days?: number,
    caller?: Pick<TestGateway, 'data'>,
    tier?: 'STANDARD' | 'BULK',
  ): Promise<{ id: string; jobId: string }>;
  bucket: Bucket;
}

const updates = `subscription ($ids: [ID!]!) { restoreUpdates(ids: $ids) { job { jobId phase restores {
  checked isWhole asOf inProgress readable notRestored isSettled
} } } }`;

/** A job that has requested the restores of so many objects, with a subscriber that has not had its first event. */
export async function followRestores(count: number, faults: readonly Fault[] = []) {
  const world = await startRestoreWorld();
  const { gateway } = world;
  const keys = keysOf(count);
  world.put(keys);
  const { id } = await world.restore(keys);
  gateway.clock.advance(3_600_000);
  gateway.simulator.faults.set([...faults]);
  const subscriber = await subscribe(gateway.url, updates, { ids: [id] });
  const answers = () => subscriber.events.flatMap(({ data }) => (data ? [data] : []));
  return {
    gateway,
    world,
    keys,
    subscriber,
    /** The last state of the objects, and the errors beside it. */
    last: (): Data => answers().at(-1)?.data.restoreUpdates.job.restores,
    lastErrors: () => answers().at(-1)?.errors,
    /** Replaces the manifest of the job. */
    replaceManifest: () => {
      const { objects } = gateway.simulator.world;
      const manifests = objects.buckets.get('manifests');
      if (!manifests) throw new Error('the bucket of the manifest');
      objects.put(manifests, { key: '1.csv', content: heldBytes(Buffer.from('film,other\n')), properties: {} });
    },
    [Symbol.asyncDispose]: async () => {
      await subscriber[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

/** S3 has restored an object of the bucket for two days. */
export const observeRestore = (gateway: TestGateway, key: string, more: Partial<RestoreEvent> = {}): void =>
  gateway.restores.observed({
    change: 'COMPLETED',
    bucket: 'film',
    key,
    versionId: null,
    at: new Date(gateway.clock.now()),
    readableUntil: new Date(gateway.clock.now() + 48 * 3_600_000),
    ...more,
  });

export const keysOf = (count: number, prefix = 'reels/'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(7, '0')}`);

export async function startRestoreWorld(options: TestOptions = {}): Promise<RestoreWorld> {
  const gateway = await startGateway({ seed: 'empty', ...options });
  const { world } = gateway.simulator;
  const { account, region } = world.location(home.accountId, home.region);
  const add = (name: string) => world.objects.addBucket({ name, owner: account, region, createdAt: world.clock.now() });
  const bucket = add('film');
  const manifests = add('manifests');
  const bytes = Buffer.from('x');
  const put = (keys: readonly string[], storageClass = 'GLACIER') => {
    for (const key of keys)
      world.objects.put(bucket, {
        key,
        content: heldBytes(bytes),
        etag: 'e',
        properties: { storageClass, contentType: 'text/plain' },
      });
  };
  let count = 0;
  const restore: RestoreWorld['restore'] = async (keys, days = 7, caller = gateway, tier = 'STANDARD') => {
    count += 1;
    const key = `${count}.csv`;
    world.objects.put(manifests, {
      key,
      content: heldBytes(Buffer.from(keys.map((each) => `film,${encodeURIComponent(each)}\n`).join(''))),
      properties: { contentType: 'text/csv' },
    });
    const { createBatchJob } = await caller.data(
      `mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) {
        ... on CreateBatchJobPayload { job { jobId } } ... on MutationError { message }
      } }`,
      {
        input: {
          location: home,
          operation: { s3InitiateRestoreObject: { expirationInDays: days, glacierJobTier: tier } },
          manifest: {
            manifest: {
              spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
              location: { objectArn: `arn:aws:s3:::manifests/${key}` },
            },
          },
          priority: 10,
          roleArn: 'arn:aws:iam::111122223333:role/batch',
          confirmationRequired: false,
        },
      },
    );
    if (!createBatchJob.job) throw new Error(createBatchJob.message);
    const { jobId } = createBatchJob.job;
    return { jobId, id: batchJobId({ ...home, jobId }) };
  };
  return { gateway, put, restore, bucket };
}
