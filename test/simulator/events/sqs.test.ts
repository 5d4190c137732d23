// SQS through its own SDK, which checks the MD5 of each body: one simulator for all tests, a queue for each.
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../../src/core/clock.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.ts';
import { DAY, failure, MINUTE, START } from '../support.ts';
import { drain, sqsClientOf } from './support.ts';

let simulator: Simulator;
let clock: AdjustableClock;
let client: SQSClient;
let queues = 0;

beforeAll(async () => {
  clock = createClock({ speed: 0, startAt: START });
  simulator = await startSimulator({ clock, seed: 'empty' });
  client = sqsClientOf(simulator.url);
});

afterAll(async () => {
  client.destroy();
  await simulator.close();
});

async function createQueue(Attributes?: Record<string, string>) {
  queues += 1;
  const name = `queue-${queues}`;
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const send = async (...bodies: string[]) => {
    for (const MessageBody of bodies) await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };
  const receive = async (input: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      ...input,
    });
    return (await client.send(command)).Messages ?? [];
  };
  const attributes = async (...AttributeNames: 'All'[]) =>
    (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
  return { name, QueueUrl, send, receive, attributes };
}

const seconds = (count: number) => clock.advance(count * 1000);

describe('a queue', () => {
  test('has a URL at the host of the caller, AWS’s defaults, and is created once', async () => {
    const { name, QueueUrl, attributes } = await createQueue();
    expect(QueueUrl).toBe(`${simulator.url}/111122223333/${name}`);
    expect(await client.send(new GetQueueUrlCommand({ QueueName: name }))).toMatchObject({ QueueUrl });
    expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: name }))).QueueUrls).toEqual([QueueUrl]);
    expect(await attributes()).toBeUndefined();
    expect(await attributes('All')).toEqual({
      QueueArn: `arn:aws:sqs:us-east-1:111122223333:${name}`,
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: String(clock.now() / 1000),
      LastModifiedTimestamp: String(clock.now() / 1000),
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      MaximumMessageSize: '1048576',
      SqsManagedSseEnabled: 'true',
    });
    const again = (Attributes: Record<string, string>) =>
      client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
    expect(await again({ VisibilityTimeout: '30' })).toMatchObject({ QueueUrl });
    expect(await failure(again({ VisibilityTimeout: '31' }))).toBe(
      'QueueNameExists 400: A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    );
  });

  test('is of one account and region, and its deleted name is free after a minute', async () => {
    const { name, QueueUrl } = await createQueue();
    const foreign = sqsClientOf(simulator.url, '444455556666');
    const error = 'QueueDoesNotExist 400: The specified queue does not exist.';
    expect(await failure(foreign.send(new ReceiveMessageCommand({ QueueUrl })))).toBe(error);
    foreign.destroy();
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await failure(client.send(new GetQueueUrlCommand({ QueueName: name })))).toBe(error);
    const create = () => client.send(new CreateQueueCommand({ QueueName: name }));
    expect(await failure(create())).toContain('QueueDeletedRecently 400');
    seconds(60);
    expect(await create()).toMatchObject({ QueueUrl });
    // What was deleted longer ago is not kept.
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    expect([...simulator.world.deletedQueues.keys()].map((arn) => arn.split(':').at(-1))).toEqual([name]);
  });

  test.each([
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue 400: Invalid value for the parameter VisibilityTimeout.'],
    [{ MessageRetentionPeriod: '59' }, 'InvalidAttributeValue 400'],
    [{ ReceiveMessageWaitTimeSeconds: '1.5' }, 'InvalidAttributeValue 400'],
    [{ Policy: '[]' }, 'InvalidAttributeValue 400'],
    [{ Colour: 'red' }, 'InvalidAttributeName 400: Unknown Attribute Colour.'],
    [{ RedrivePolicy: '{"maxReceiveCount":"5"}' }, 'does not contain mandatory attribute: deadLetterTargetArn'],
    [
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:x","maxReceiveCount":5}' },
      'Dead letter target does not exist.',
    ],
    [{ FifoQueue: 'true' }, 'NotSimulated 501'],
  ] as [Record<string, string>, string][])('refuses the attributes %j', async (Attributes, expected) => {
    const { QueueUrl } = await createQueue();
    expect(await failure(client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })))).toContain(expected);
  });

  test('lists the next page after the last queue of a page was deleted', async () => {
    for (let index = 0; index < 3; index += 1)
      await client.send(new CreateQueueCommand({ QueueName: `gone-${index}` }));
    const page = { QueueNamePrefix: 'gone-', MaxResults: 2 };
    const { QueueUrls = [], NextToken } = await client.send(new ListQueuesCommand(page));
    for (const QueueUrl of QueueUrls) await client.send(new DeleteQueueCommand({ QueueUrl }));
    const next = await client.send(new ListQueuesCommand({ ...page, NextToken }));
    expect(next.QueueUrls).toEqual([expect.stringMatching(/gone-2$/)]);
  });

  test('lists pages only if a size is given', async () => {
    for (let index = 0; index < 3; index += 1)
      await client.send(new CreateQueueCommand({ QueueName: `page-${index}` }));
    const first = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'page-', MaxResults: 2 }));
    expect(first.QueueUrls).toHaveLength(2);
    const { NextToken } = first;
    const next = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'page-', MaxResults: 2, NextToken }));
    expect([next.QueueUrls?.length, next.NextToken]).toEqual([1, undefined]);
  });

  test('of the kind FIFO, and operations that are not simulated, are refused by name', async () => {
    const fifo = new CreateQueueCommand({ QueueName: 'a.fifo', Attributes: { FifoQueue: 'true' } });
    expect(await failure(client.send(fifo))).toContain('NotSimulated 501: The simulator has standard queues only');
    const tag = new TagQueueCommand({ QueueUrl: 'x', Tags: { a: 'b' } });
    expect(await failure(client.send(tag))).toBe('NotSimulated 501: The simulator has no operation AmazonSQS.TagQueue');
  });

  test('is purged once a minute', async () => {
    const { QueueUrl, send, receive } = await createQueue();
    await send('a', 'b');
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive()).toEqual([]);
    expect(await failure(client.send(new PurgeQueueCommand({ QueueUrl })))).toContain('PurgeQueueInProgress 403');
  });
});

describe('a message', () => {
  test('is hidden while it is in flight, comes back, and is gone once it is deleted by its newest handle', async () => {
    const { QueueUrl, send, receive, attributes } = await createQueue();
    await send('<é漢>');
    const [first] = await receive();
    expect(first).toMatchObject({
      Body: '<é漢>',
      Attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(clock.now()),
        ApproximateFirstReceiveTimestamp: String(clock.now()),
        SenderId: expect.any(String),
      },
    });
    expect(await receive()).toEqual([]);
    expect(await attributes('All')).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '1' });
    clock.advance(30_000 - 1);
    expect(await receive()).toEqual([]);
    clock.advance(1);
    const [second] = await receive();
    expect(second).toMatchObject({ MessageId: first?.MessageId, Attributes: { ApproximateReceiveCount: '2' } });
    const remove = (ReceiptHandle: string | undefined) =>
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await remove(first?.ReceiptHandle);
    expect(await attributes('All')).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '1' });
    await remove(second?.ReceiptHandle);
    await remove(second?.ReceiptHandle);
    expect(await attributes('All')).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0' });
    expect(await failure(remove('nonsense'))).toBe(
      'ReceiptHandleIsInvalid 404: The input receipt handle "nonsense" is not a valid receipt handle.',
    );
  });

  test('carries its attributes with their MD5', async () => {
    const { QueueUrl, receive } = await createQueue();
    const MessageAttributes = {
      'app.kind': { DataType: 'String', StringValue: 'test' },
      'app.count': { DataType: 'Number.int', StringValue: '12' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
    };
    const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
    // As AWS's documented algorithm gives it: each part with its length, by name.
    expect(sent.MD5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
    const [all] = await receive({ MessageAttributeNames: ['All'], VisibilityTimeout: 0 });
    expect(all).toMatchObject({ MessageAttributes, MD5OfMessageAttributes: sent.MD5OfMessageAttributes });
    const [some] = await receive({ MessageAttributeNames: ['app.*'], VisibilityTimeout: 0 });
    expect(Object.keys(some?.MessageAttributes ?? {}).sort()).toEqual(['app.count', 'app.kind']);
    expect((await receive())[0]).not.toHaveProperty('MessageAttributes');
  });

  test('can be delayed, and expires', async () => {
    const { QueueUrl, receive, send } = await createQueue({ MessageRetentionPeriod: '3600' });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 60 }));
    expect(await receive()).toEqual([]);
    seconds(60);
    expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1);
    await send('new');
    seconds(3540);
    expect((await receive()).map(({ Body }) => Body)).toEqual(['new']);
  });

  test('of which there are many is received by ten', async () => {
    const { QueueUrl, receive } = await createQueue();
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: `${index}` }));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(await receive({ MaxNumberOfMessages: undefined })).toHaveLength(1);
    expect(await receive()).toHaveLength(10);
    expect(await failure(receive({ MaxNumberOfMessages: 11 }))).toContain(
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    );
    seconds(30);
    expect(await drain(client, QueueUrl)).toHaveLength(20);
  });

  test.each([
    [{ MessageBody: '\u0000' }, 'InvalidMessageContents 400'],
    [{ MessageBody: '' }, 'The request must contain the parameter MessageBody.'],
    [{ MessageBody: 'a'.repeat(1025) }, 'Message must be shorter than 1024 bytes.'],
    [{ MessageBody: 'a', DelaySeconds: 901 }, 'Value 901 for parameter DelaySeconds is invalid.'],
    [{ MessageBody: 'a', MessageGroupId: 'g' }, 'NotSimulated 501'],
    [
      { MessageBody: 'a', MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } } },
      'invalid message attribute type',
    ],
    [{ MessageBody: 'a', MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } }, "Can't cast the value"],
  ])('is refused: %j', async (input, expected) => {
    const { QueueUrl } = await createQueue({ MaximumMessageSize: '1024' });
    expect(await failure(client.send(new SendMessageCommand({ QueueUrl, ...input })))).toContain(expected);
  });
});

describe('a batch', () => {
  test('has a result for each entry', async () => {
    const { QueueUrl, send, receive } = await createQueue();
    await send('a', 'b');
    const handles = (await receive()).map(({ ReceiptHandle }) => ReceiptHandle);
    const Entries = ['x', ...handles].map((ReceiptHandle, index) => ({ Id: `${index}`, ReceiptHandle }));
    const visible = Entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
    const failed = { Id: '0', SenderFault: true, Code: 'ReceiptHandleIsInvalid', Message: expect.any(String) };
    expect(await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: visible }))).toMatchObject({
      Successful: [{ Id: '1' }, { Id: '2' }],
      Failed: [failed],
    });
    expect(await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))).toMatchObject({
      Successful: [{ Id: '1' }, { Id: '2' }],
      Failed: [failed],
    });
    expect(await receive()).toEqual([]);
  });

  test.each([
    [[], 'EmptyBatchRequest 400'],
    [Array.from({ length: 11 }, (_, index) => `${index}`), 'TooManyEntriesInBatchRequest 400'],
    [['a', 'a'], 'BatchEntryIdsNotDistinct 400: Id a repeated.'],
    [['a b'], 'InvalidBatchEntryId 400'],
  ])('with the ids %j is refused', async (ids, expected) => {
    const { QueueUrl } = await createQueue();
    const Entries = ids.map((Id) => ({ Id, MessageBody: 'a' }));
    expect(await failure(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })))).toContain(expected);
  });
});

describe('the visibility timeout', () => {
  test('can be changed of a message in flight, for twelve hours in all', async () => {
    const { QueueUrl, send, receive } = await createQueue();
    await send('a');
    const [{ ReceiptHandle } = {}] = await receive();
    const change = (VisibilityTimeout: number) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(60);
    seconds(59);
    expect(await receive()).toEqual([]);
    expect(await failure(change(43_200))).toContain('is beyond the limit [43200 seconds]');
    await change(0);
    expect(await failure(change(10))).toContain('MessageNotInflight 400');
    expect(await receive()).toHaveLength(1);
    expect(await failure(change(10))).toContain('Message does not exist or is not available');
  });
});

describe('a dead-letter queue', () => {
  test('takes a message that was received too often when it would be received again', async () => {
    const dead = await createQueue();
    const { QueueArn } = (await dead.attributes('All')) ?? {};
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: '2' });
    const { send, receive, attributes } = await createQueue({ RedrivePolicy });
    await send('bad', 'good');
    const counts = () => receive().then((all) => all.map(({ Attributes: a }) => a?.ApproximateReceiveCount));
    expect(await counts()).toEqual(['1', '1']);
    seconds(30);
    expect(await counts()).toEqual(['2', '2']);
    seconds(30);
    expect(await dead.receive()).toEqual([]);
    expect(await receive()).toEqual([]);
    const { QueueArn: source = '' } = (await attributes('All')) ?? {};
    const [message] = await dead.receive({ MaxNumberOfMessages: 1 });
    expect(message).toMatchObject({
      Body: 'bad',
      Attributes: { DeadLetterQueueSourceArn: source, ApproximateReceiveCount: '3' },
    });
    expect(await dead.receive()).toHaveLength(1);
  });

  test('that is the queue itself keeps the message, and ends', async () => {
    const { QueueUrl, send, receive, attributes } = await createQueue();
    const { QueueArn } = (await attributes('All')) ?? {};
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: 1 });
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
    await send('bad');
    expect(await receive()).toHaveLength(1);
    seconds(30);
    expect(await receive()).toEqual([]);
  });
});

describe('a long poll', () => {
  test('ends with the first message that arrives, is given back or becomes visible', async () => {
    const { QueueUrl, send, receive } = await createQueue();
    const first = receive({ WaitTimeSeconds: 20 });
    await calls('sqs.ReceiveMessage', 1);
    await send('a');
    const [{ ReceiptHandle } = {}] = await first;
    expect(ReceiptHandle).toBeDefined();

    const second = receive({ WaitTimeSeconds: 20 });
    await calls('sqs.ReceiveMessage', 2);
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect(await second).toHaveLength(1);

    const third = receive({ WaitTimeSeconds: 20 });
    await calls('sqs.ReceiveMessage', 3);
    seconds(30);
    expect(await third).toHaveLength(1);
  });

  test('of a caller that has gone takes no message', async () => {
    const { QueueUrl, send, receive } = await createQueue({ ReceiveMessageWaitTimeSeconds: '20' });
    const leaving = new AbortController();
    const poll = client.send(new ReceiveMessageCommand({ QueueUrl }), { abortSignal: leaving.signal });
    await calls('sqs.ReceiveMessage', 1);
    const ended = expect(poll).rejects.toThrow();
    leaving.abort();
    await ended;
    const queue = [...simulator.world.queues.values()].at(-1);
    await expect.poll(() => queue?.isAwaited).toBe(false);
    await send('a');
    expect(await receive({ WaitTimeSeconds: 1 })).toHaveLength(1);
  });

  test('ends without a message after its time, and with an error when its queue is deleted', async () => {
    const { receive, QueueUrl } = await createQueue();
    expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
    const waiting = failure(receive({ WaitTimeSeconds: 20 }));
    await calls('sqs.ReceiveMessage', 2);
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await waiting).toContain('QueueDoesNotExist');
  });
});

/** Until so many calls have arrived since the last test began. */
async function calls(operation: string, count: number): Promise<void> {
  await expect.poll(() => simulator.calls.count(operation) - before).toBe(count);
}

let before = 0;
beforeEach(() => {
  before = simulator.calls.count('sqs.ReceiveMessage');
  clock.advance(DAY + MINUTE);
});
