// What the simulator tells by itself, from its sources to a queue: Batch jobs and restores by rules of EventBridge, S3's own
// notifications, and messages of SNS. One simulator; each test has a queue of its own.
import { InitiateJobCommand } from '@aws-sdk/client-glacier';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  type S3ControlClient,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../../src/core/clock.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.ts';
import { seededContent } from '../../../src/simulator/world/content.ts';
import { heldBytes } from '../../../src/simulator/world/rangedBytes.ts';
import { createEventsQueue } from '../../support/eventsQueue.ts';
import { AccountId, request } from '../batchSupport.ts';
import { batchClientOf, clientOf, DAY, failure, HOUR, MINUTE, START } from '../support.ts';
import { callEvents, drain, sqsClientOf } from './support.ts';

let simulator: Simulator;
let clock: AdjustableClock;
let sqs: SQSClient;
let s3: S3Client;
let sns: SNSClient;
let batch: S3ControlClient;
let names = 0;

beforeAll(async () => {
  clock = createClock({ speed: 0, startAt: START });
  simulator = await startSimulator({ clock, seed: 'empty' });
  sqs = sqsClientOf(simulator.url);
  batch = batchClientOf(simulator.url);
  const credentials = { accessKeyId: AccountId, secretAccessKey: 'any' };
  const config = { endpoint: simulator.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  s3 = new S3Client(config);
  sns = new SNSClient(config);
});

afterAll(async () => {
  for (const client of [sqs, s3, sns, batch]) client.destroy();
  await simulator.close();
});

// No rule of one test hears of another's jobs.
beforeEach(() => {
  for (const location of simulator.world.locations()) location.rules.clear();
});

const nextName = () => {
  names += 1;
  return `test-${names}`;
};
const call = (operation: string, input: object) => callEvents(simulator.url, operation, input);

async function createQueue() {
  const name = nextName();
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return { url: QueueUrl, arn: `arn:aws:sqs:us-east-1:${AccountId}:${name}` };
}

/** A queue behind a rule with this pattern. */
async function createRule(pattern: object) {
  const queue = await createQueue();
  const Rule = nextName();
  await call('PutRule', { Name: Rule, EventPattern: JSON.stringify(pattern) });
  await call('PutTargets', { Rule, Targets: [{ Id: 'queue', Arn: queue.arn }] });
  return { ...queue, Rule };
}

const createJob = async (given: object = {}) => {
  const input = { ...request, Report: { Enabled: false }, ...given } as CreateJobCommandInput;
  return (await batch.send(new CreateJobCommand(input))).JobId ?? '';
};

interface Delivered {
  'detail-type': string;
  time: string;
  detail: {
    eventName: string;
    eventTime: string;
    object: { key: string };
    serviceEventDetails: { jobId: string; status: string; failureCodes: string[] };
  };
}

const bodyOf = ({ Body = '' }: Message) => JSON.parse(Body) as Delivered;
const delivered = async (url: string) => (await drain(sqs, url)).map(bodyOf);
const jobEvents = async (url: string) =>
  (await delivered(url)).map(({ detail }) => `${detail.eventName} ${detail.serviceEventDetails.status}`);

const life = ['Preparing', 'Ready', 'Active', 'Completing', 'Complete'].map((status) => `JobStatusChanged ${status}`);

/** A bucket with one cold object. */
async function createBucket(notifications?: NotificationConfiguration) {
  const Bucket = nextName();
  await s3.send(new CreateBucketCommand({ Bucket }));
  const put = (Key: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from('cold'), StorageClass: 'GLACIER' }));
  const configure = (NotificationConfiguration: NotificationConfiguration) =>
    s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const restore = (Key: string, Days = 1, Tier: 'Bulk' | 'Standard' | 'Expedited' = 'Standard') =>
    s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days, GlacierJobParameters: { Tier } } }));
  if (notifications) await configure(notifications);
  return { Bucket, put, restore, configure };
}

describe('a Batch job', () => {
  test('tells its creation and each change of its status once, in order, with AWS’s members', async () => {
    const { url } = await createRule({ source: ['aws.s3'], detail: { eventName: [{ prefix: 'Job' }] } });
    const jobId = await createJob();
    const [created, ...none] = await delivered(url);
    expect(none).toEqual([]);
    const time = new Date(clock.now()).toISOString().replace('.000Z', 'Z');
    expect(created).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'AWS Service Event via CloudTrail',
      source: 'aws.s3',
      account: AccountId,
      time,
      region: 'us-east-1',
      resources: [],
      detail: {
        eventVersion: '1.05',
        userIdentity: { accountId: AccountId, invokedBy: 's3.amazonaws.com' },
        eventTime: time,
        eventSource: 's3.amazonaws.com',
        eventName: 'JobCreated',
        awsRegion: 'us-east-1',
        sourceIPAddress: 's3.amazonaws.com',
        userAgent: 's3.amazonaws.com',
        eventID: expect.stringMatching(/^[0-9a-f-]{36}$/),
        readOnly: false,
        eventType: 'AwsServiceEvent',
        serviceEventDetails: {
          jobId,
          jobArn: `arn:aws:s3:us-east-1:${AccountId}:job/${jobId}`,
          status: 'New',
          jobEventId: expect.stringMatching(/^[0-9a-f]{32}$/),
          failureCodes: [],
          statusChangeReason: [],
        },
      },
    });
    clock.advance(3 * HOUR);
    expect(await jobEvents(url)).toEqual(life);
    clock.advance(40 * DAY);
    expect(await jobEvents(url)).toEqual([]);
  });

  test('tells nothing to a rule that came later, nor to one that is disabled', async () => {
    const pattern = { source: ['aws.s3'] };
    await createJob();
    const { url, Rule } = await createRule(pattern);
    expect(await jobEvents(url)).toEqual([]);
    clock.advance(MINUTE);
    await call('PutRule', { Name: Rule, EventPattern: JSON.stringify(pattern), State: 'DISABLED' });
    const before = await jobEvents(url);
    clock.advance(3 * HOUR);
    await call('PutRule', { Name: Rule, EventPattern: JSON.stringify(pattern) });
    expect(await jobEvents(url)).toEqual([]);
    expect(before).not.toContain('JobStatusChanged Complete');
  });

  test('tells why it failed, and what a caller did', async () => {
    const { url } = await createRule({ detail: { serviceEventDetails: { status: ['Failed', 'Cancelled'] } } });
    const Manifest = {
      ...request.Manifest,
      Location: { ...request.Manifest.Location, ObjectArn: 'arn:aws:s3:::m/wrong-etag.csv' },
    };
    await createJob({ Manifest });
    const JobId = await createJob({ ConfirmationRequired: true });
    clock.advance(3 * HOUR);
    await batch.send(new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus: 'Cancelled' }));
    clock.advance(HOUR);
    const details = (await delivered(url)).map(({ detail }) => detail.serviceEventDetails);
    expect(details).toMatchObject([
      { status: 'Failed', failureCodes: [expect.any(String)] },
      { jobId: JobId, status: 'Cancelled', failureCodes: [] },
    ]);
  });

  test('wakes a long poll', async () => {
    const { url } = await createRule({ detail: { eventName: ['JobCreated'] } });
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await expect.poll(() => [...simulator.world.queues.values()].at(-1)?.isAwaited).toBe(true);
    const jobId = await createJob();
    const { Messages: [message = {}] = [] } = await poll;
    expect(bodyOf(message).detail.serviceEventDetails).toMatchObject({ jobId, status: 'New' });
  });
});

describe('a restore', () => {
  test('tells EventBridge its request, its end and the end of its copy, at their times', async () => {
    const { url } = await createRule({ 'detail-type': [{ prefix: 'Object Restore' }] });
    const { Bucket, put, restore } = await createBucket({ EventBridgeConfiguration: {} });
    await put('a b/ü.mxf');
    await restore('a b/ü.mxf', 2);
    clock.advance(3 * DAY);
    const events = await delivered(url);
    const [first, completed, expired] = events;
    expect(first).toMatchObject({
      'detail-type': 'Object Restore Initiated',
      source: 'aws.s3',
      resources: [`arn:aws:s3:::${Bucket}`],
      detail: {
        version: '0',
        bucket: { name: Bucket },
        object: { key: 'a b/ü.mxf', size: 4, etag: expect.stringMatching(/^[0-9a-f]{32}$/) },
        requester: AccountId,
        'source-storage-class': 'GLACIER',
      },
    });
    const midnight = Math.ceil((Date.parse(first?.time ?? '') + 2 * DAY) / DAY) * DAY;
    const expiry = new Date(midnight).toISOString().replace('.000Z', 'Z');
    expect(completed).toMatchObject({
      'detail-type': 'Object Restore Completed',
      detail: { requester: 's3.amazonaws.com', 'restore-expiry-time': expiry, 'source-storage-class': 'GLACIER' },
    });
    const took = Date.parse(completed?.time ?? '') - Date.parse(first?.time ?? '');
    expect([took >= 3 * HOUR, took <= 5 * HOUR]).toEqual([true, true]);
    expect(expired).toMatchObject({ 'detail-type': 'Object Restore Expired', time: expiry });
    expect(events).toHaveLength(3);
  });

  test('that is made faster, longer or pointless tells what became of it', async () => {
    const { url } = await createRule({ 'detail-type': [{ prefix: 'Object Restore' }] });
    const { Bucket, put, restore } = await createBucket({ EventBridgeConfiguration: {} });
    for (const key of ['faster', 'longer', 'deleted']) {
      await put(key);
      await restore(key, 1, 'Bulk');
    }
    await restore('faster', 1, 'Expedited');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
    clock.advance(13 * HOUR);
    await restore('longer', 3);
    clock.advance(2 * DAY + HOUR);
    const told = (await delivered(url)).map((event) => `${event.detail.object.key} ${event['detail-type'].slice(15)}`);
    expect(told.filter((text) => text.startsWith('faster'))).toEqual([
      'faster Initiated',
      'faster Initiated',
      'faster Completed',
      'faster Expired',
    ]);
    expect(told.filter((text) => text.startsWith('longer'))).toEqual(['longer Initiated', 'longer Completed']);
    expect(told.filter((text) => text.startsWith('deleted'))).toEqual(['deleted Initiated']);
    clock.advance(2 * DAY);
    expect(await delivered(url)).toMatchObject([{ 'detail-type': 'Object Restore Expired' }]);
  });

  test('that began before anybody was to be notified is told when it ends', async () => {
    const { url } = await createRule({ 'detail-type': [{ prefix: 'Object Restore' }] });
    const { put, restore, configure } = await createBucket();
    await put('k');
    await restore('k');
    await configure({ EventBridgeConfiguration: {} });
    clock.advance(6 * HOUR);
    expect(await delivered(url)).toMatchObject([{ 'detail-type': 'Object Restore Completed' }]);
    await configure({});
    clock.advance(5 * DAY);
    expect(await delivered(url)).toEqual([]);
  });

  test('of ten thousand objects by one job is told for each of them once', async () => {
    const { url } = await createRule({ 'detail-type': ['Object Restore Completed'] });
    const { Bucket } = await createBucket({ EventBridgeConfiguration: {} });
    const bucket = simulator.world.objects.buckets.get(Bucket);
    if (!bucket) throw new Error('no bucket');
    const content = heldBytes(Buffer.from('a'));
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}`);
    for (const key of keys) {
      simulator.world.objects.put(bucket, { key, content, etag: 'e', properties: { storageClass: 'GLACIER' } });
    }
    const { ETag } = await s3.send(
      new PutObjectCommand({ Bucket, Key: 'm.csv', Body: keys.map((key) => `${Bucket},${key}\n`).join('') }),
    );
    await createJob({
      Manifest: {
        ...request.Manifest,
        Location: { ObjectArn: `arn:aws:s3:::${Bucket}/m.csv`, ETag: JSON.parse(ETag ?? '""') },
      },
    });
    clock.advance(2 * DAY);
    const queue = simulator.world.queues.get(url.replace(/^.*\/(\d+)\/(.*)$/, 'arn:aws:sqs:us-east-1:$1:$2'));
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '10000' });
    const received =
      queue?.receive(20_000, 1, clock.now()).map(({ body }) => JSON.parse(body as string) as Delivered) ?? [];
    expect(new Set(received.map(({ detail }) => detail.object.key)).size).toBe(10_000);
    expect(received).toHaveLength(10_000);
    const times = received.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
  });
});

describe('the notifications of a bucket', () => {
  test('reach queues and topics, with a test message first, encoded keys and the filter', async () => {
    const queue = await createQueue();
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: nextName() }));
    const behind = await createQueue();
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: behind.arn }));
    const configuration: NotificationConfiguration = {
      QueueConfigurations: [
        {
          Id: 'reels',
          QueueArn: queue.arn,
          Events: ['s3:ObjectRestore:*'],
          Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'red' }] } },
        },
      ],
      TopicConfigurations: [
        {
          Id: 'others',
          TopicArn,
          Events: ['s3:ObjectRestore:Completed'],
          Filter: {
            Key: {
              FilterRules: [
                { Name: 'prefix', Value: 'blue' },
                { Name: 'suffix', Value: '.jpg' },
              ],
            },
          },
        },
      ],
    };
    const { Bucket, put, restore } = await createBucket(configuration);
    expect(await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).toMatchObject(configuration);
    for (const key of ['red flower+.jpg', 'blue/1.jpg', 'blue/2.png']) {
      await put(key);
      await restore(key);
    }
    clock.advance(3 * DAY);
    const [tested, post, completed, deleted, ...none] = (await drain(sqs, queue.url)).map(({ Body = '' }) =>
      JSON.parse(Body),
    );
    expect(none).toEqual([]);
    expect(tested).toMatchObject({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket });
    expect(post.Records).toMatchObject([{ eventName: 'ObjectRestore:Post', s3: { configurationId: 'reels' } }]);
    expect(completed.Records).toMatchObject([
      {
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventName: 'ObjectRestore:Completed',
        s3: { bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` }, object: { key: 'red+flower%2B.jpg', size: 4 } },
        glacierEventData: {
          restoreEventData: {
            lifecycleRestorationExpiryTime: expect.stringMatching(/T00:00:00\.000Z$/),
            lifecycleRestoreStorageClass: 'GLACIER',
          },
        },
      },
    ]);
    expect(deleted.Records[0]).not.toHaveProperty('glacierEventData');
    const [testMessage, message, ...more] = (await drain(sqs, behind.url)).map(({ Body = '' }) => JSON.parse(Body));
    expect(more).toEqual([]);
    expect(testMessage).toMatchObject({ Type: 'Notification', TopicArn, Subject: 'Amazon S3 Notification' });
    expect(JSON.parse(message.Message).Records[0].s3.object.key).toBe('blue/1.jpg');
  });

  test.each([
    [
      {
        QueueConfigurations: [{ QueueArn: 'arn:aws:sqs:us-east-1:111122223333:none', Events: ['s3:ObjectRestore:*'] }],
      },
      'InvalidArgument 400: Unable to validate the following destination configurations',
    ],
    [{ QueueConfigurations: [{ QueueArn: 'x', Events: ['s3:ObjectCreated:*'] }] }, 'NotSimulated 501'],
    [
      { LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'x', Events: ['s3:ObjectRestore:*'] }] },
      'NotSimulated 501',
    ],
  ] as [NotificationConfiguration, string][])('are refused: %j', async (configuration, expected) => {
    const { configure } = await createBucket();
    expect(await failure(configure(configuration))).toContain(expected);
  });

  test('are refused if two overlap', async () => {
    const { arn: QueueArn } = await createQueue();
    const { configure } = await createBucket();
    const prefix = (Value: string) => ({ Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value }] } } });
    const both = (a: string, b: string) =>
      configure({
        QueueConfigurations: [
          { QueueArn, Events: ['s3:ObjectRestore:*'], ...prefix(a) },
          { QueueArn, Events: ['s3:ObjectRestore:Post'], ...prefix(b) },
        ],
      });
    expect(await failure(both('a/', 'a/b'))).toContain('Configurations overlap');
    await both('a/', 'b/');
  });
});

describe('a topic', () => {
  test('sends to its queues in a signed envelope, or raw', async () => {
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: nextName() }));
    const [plain, raw] = [await createQueue(), await createQueue()];
    const subscribe = (Endpoint: string, Attributes?: Record<string, string>) =>
      sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
    expect((await subscribe(plain.arn)).SubscriptionArn).toContain(`${TopicArn}:`);
    await subscribe(raw.arn, { RawMessageDelivery: 'true' });
    const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: 'héllo', Subject: 'hi' }));
    const [message] = await drain(sqs, plain.url);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'hi',
      Message: 'héllo',
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertURL: simulator.certificateUrl,
      UnsubscribeURL: expect.stringContaining('Action=Unsubscribe'),
    });
    expect((await drain(sqs, raw.url)).map(({ Body }) => Body)).toEqual(['héllo']);
    expect(await failure(subscribe('arn:aws:sqs:us-east-1:444455556666:q'))).toContain('501');
    expect(await failure(subscribe(raw.arn, { FilterPolicy: '{}' }))).toContain('501');
    const attributes = { a: { DataType: 'String', StringValue: 'b' } };
    const publish = new PublishCommand({ TopicArn, Message: 'm', MessageAttributes: attributes });
    expect(await failure(sns.send(publish))).toContain('501');
  });
});

test('the queue of createEventsQueue receives Batch jobs, restores and jobs of vaults', async () => {
  const { Bucket, put, restore } = await createBucket();
  const { url, topicArn } = createEventsQueue(simulator, { name: 'all-events' });
  await put('k');
  await restore('k');
  const jobId = await createJob();
  const { world } = simulator;
  const vault = world.addVault(world.location(AccountId, 'us-east-1'), 'photos');
  const { id: ArchiveId } = world.addArchive(vault, { content: seededContent('a', 100) });
  const glacier = clientOf(simulator.url);
  const jobParameters = { Type: 'archive-retrieval', ArchiveId, SNSTopic: topicArn };
  await glacier.send(new InitiateJobCommand({ accountId: '-', vaultName: 'photos', jobParameters }));
  glacier.destroy();
  clock.advance(6 * HOUR);
  const bodies = (await drain(sqs, url)).map(({ Body = '' }) => Body);
  for (const text of [Bucket, jobId, ArchiveId]) expect(bodies.some((body) => body.includes(text))).toBe(true);
});

describe('the control endpoint', () => {
  const post = (body: unknown) =>
    fetch(`${simulator.url}/_simulator/events`, { method: 'POST', body: JSON.stringify(body) });

  test('makes events arrive twice, later or in another order', async () => {
    const { url } = await createRule({ detail: { eventName: [{ prefix: 'Job' }] } });
    await post([{ kind: 'duplicate', seconds: 0 }]);
    await createJob();
    expect(await jobEvents(url)).toEqual(['JobCreated New', 'JobCreated New']);
    await post([{ kind: 'delay', seconds: 5 * 3600 }]);
    clock.advance(3 * HOUR);
    expect(await jobEvents(url)).toEqual([]);
    clock.advance(5 * HOUR);
    expect(await jobEvents(url)).toEqual(life);
    await post([{ kind: 'reorder', seconds: 24 * 3600, seed: 'a' }]);
    await createJob();
    clock.advance(2 * DAY);
    const reordered = await jobEvents(url);
    expect(reordered).not.toEqual(['JobCreated New', ...life]);
    expect([...reordered].sort()).toEqual(['JobCreated New', ...life].sort());
    expect((await fetch(`${simulator.url}/_simulator/events`, { method: 'DELETE' })).status).toBe(204);
  });

  test.each([
    [{}, 'must be a JSON list'],
    [[{ kind: 'loss', seconds: 1 }], 'events[0].kind must be one of duplicate, delay, reorder'],
    [[{ kind: 'delay' }], 'events[0].seconds must be a number'],
    [[{ kind: 'delay', seconds: 1, times: 2 }], 'events[0].times is not a member'],
  ])('refuses %j', async (faults, expected) => {
    const response = await post(faults);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(expected)]);
  });
});

test('events that are to come of a restore count in the memory of the simulator, until they were emitted', async () => {
  const { heldBytes: held } = simulator.world;
  const { put, restore } = await createBucket({ EventBridgeConfiguration: {} });
  await put('a');
  const before = held.uploaded;
  await restore('a', 1, 'Bulk');
  const first = held.uploaded - before;
  expect(first).toBeGreaterThan(0);
  // A request that makes it faster replaces the events, and the old ones remain until their time.
  await restore('a', 1, 'Expedited');
  expect(held.uploaded - before).toBe(2 * first);
  const limit = held.limit;
  Object.assign(held, { limit: held.uploaded });
  expect(await failure(restore('a', 9))).toContain('in memory');
  Object.assign(held, { limit });
  clock.advance(4 * DAY);
  // A request that can see events emits those that are due.
  await callEvents(simulator.url, 'ListRules', {});
  expect(held.uploaded).toBe(before);
});
