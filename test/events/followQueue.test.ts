// The receiver of a queue: what it deletes, what it leaves, how it goes on after failures, and how it ends.
import type { Logger } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Queue, QueueMessage } from '../../src/aws/sqs/openQueue.ts';
import { createClock } from '../../src/core/clock.ts';
import type { EventHandler } from '../../src/events/createEventHandler.ts';
import { followQueue } from '../../src/events/followQueue.ts';
import { notice } from '../sns/createForger.ts';
import { batchEvent, inEnvelope, s3Record } from './samples.ts';

let count = 0;
const messageOf = (body: string, receiveCount = 1): QueueMessage => {
  count += 1;
  return { messageId: `m${count}`, receiptHandle: `r${count}`, body, receiveCount };
};

/** A queue that delivers what a test puts in, and a receiver of it. */
function follow({ handle = (async () => null) as EventHandler['handle'] } = {}) {
  const clock = createClock({ speed: 0 });
  const handled: string[] = [];
  const deleted: string[] = [];
  const logged: string[] = [];
  const state = { receives: 0, opened: 0, closed: 0, fails: false, isEmpty: false };
  const waiting: QueueMessage[] = [];
  let arrive = (): void => undefined;
  const queue: Queue = {
    receive: async (signal) => {
      state.receives += 1;
      if (state.fails) throw new Error('out of reach');
      if (waiting.length === 0 && !state.isEmpty) {
        await new Promise<void>((resolve, reject) => {
          arrive = resolve;
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      }
      if (state.fails) throw new Error('out of reach');
      return waiting.splice(0, 10);
    },
    delete: async (messages) => void deleted.push(...messages.map(({ messageId }) => messageId)),
    close: () => {
      state.closed += 1;
    },
  };
  const say = (level: string) => (_: unknown, message: string) => void logged.push(`${level}: ${message}`);
  const log = {
    debug: () => undefined,
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
  } as unknown as Logger;
  const receiver = followQueue({
    open: async () => {
      state.opened += 1;
      return queue;
    },
    events: {
      handle: async (id, events) => {
        handled.push(`${id} ${events.length}`);
        return handle(id, events);
      },
    },
    clock,
    random: () => 1,
    log,
  });
  onTestFinished(receiver.close);
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  const put = async (...messages: QueueMessage[]) => {
    waiting.push(...messages);
    arrive();
    await settle();
  };
  return { clock, handled, deleted, logged, state, receiver, settle, put };
}

describe('a message of the queue', () => {
  test('is handled under the id of AWS, of its envelope or of the queue, and deleted', async () => {
    const { put, handled, deleted } = follow();
    const batch = messageOf(JSON.stringify(batchEvent()));
    const enveloped = messageOf(inEnvelope(notice('one')));
    const records = messageOf(JSON.stringify({ Records: [s3Record(), s3Record()] }));
    await put(batch, enveloped, records);
    expect(handled).toEqual([
      'f1e2d3c4b5a697887766554433221100 1',
      '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324 1',
      `${records.messageId} 2`,
    ]);
    expect(deleted).toEqual([batch.messageId, enveloped.messageId, records.messageId]);
  });

  test('that is another service’s event is deleted, and one that is no event stays and is logged once', async () => {
    const { put, handled, deleted, logged, clock, settle, state } = follow();
    const other = messageOf(JSON.stringify(batchEvent('Complete', { source: 'aws.ec2' })));
    await put(other, messageOf('Hello'));
    await put(messageOf('Hello', 2));
    expect([handled, deleted]).toEqual([[], [other.messageId]]);
    expect(logged).toEqual(['warn: message in the event queue is no event']);
    // A queue may deliver what stays at once.
    const { receives } = state;
    await settle();
    expect(state.receives).toBe(receives);
    clock.advance(1_000);
    await settle();
    expect(state.receives).toBe(receives + 1);
  });
});

test('a message whose handling fails stays, is logged once, and keeps no other message in the queue', async () => {
  const failing = messageOf(JSON.stringify({ Records: [s3Record()] }));
  const handle: EventHandler['handle'] = async (id) => {
    if (id === failing.messageId) throw new Error('a fault of the gateway');
    return null;
  };
  const { put, deleted, logged, state } = follow({ handle });
  const others = [messageOf(JSON.stringify(batchEvent())), messageOf(inEnvelope(notice('one')))];
  const [first, second] = others.map(({ messageId }) => messageId);
  await put(...others.slice(0, 1), failing);
  expect(deleted).toEqual([first]);
  // SQS delivers it again, among others. There was no pause: the queue does not fail.
  await put({ ...failing, receiveCount: 2 }, ...others.slice(1));
  expect(deleted).toEqual([first, second]);
  expect(logged).toEqual(['error: handling a message of the event queue failed']);
  expect(state.opened).toBe(1);
});

describe('the receiver', () => {
  test('goes on after failures, ever later, and logs the outage once', async () => {
    const { state, clock, logged, settle, put, deleted } = follow();
    await settle();
    state.fails = true;
    await put();
    expect(state.receives).toBe(1);
    for (const [pause, receives] of [
      [999, 1],
      [1, 2],
      [1_999, 2],
      [1, 3],
    ] as const) {
      clock.advance(pause);
      await settle();
      expect(state.receives).toBe(receives);
    }
    state.fails = false;
    clock.advance(4_000);
    await settle();
    const message = messageOf(JSON.stringify(batchEvent()));
    await put(message);
    expect(deleted).toEqual([message.messageId]);
    expect(logged).toEqual(['warn: receiving from the event queue failed', 'info: the event queue is received again']);
    expect(state.opened).toBe(1);
  });

  test('pauses after an early answer without messages, so that a queue that does not wait is not asked in a loop', async () => {
    const { state, clock, settle, put, deleted } = follow();
    state.isEmpty = true;
    await put();
    expect(state.receives).toBe(1);
    clock.advance(999);
    await settle();
    expect(state.receives).toBe(1);
    clock.advance(1);
    await settle();
    expect(state.receives).toBe(2);
    state.isEmpty = false;
    clock.advance(1_000);
    await settle();
    const message = messageOf(JSON.stringify(batchEvent()));
    await put(message);
    expect(deleted).toEqual([message.messageId]);
  });

  test('that is closed handles and deletes what it has received, and receives no more', async () => {
    let finish = (): void => undefined;
    const handle = () =>
      new Promise<null>((resolve) => {
        finish = () => resolve(null);
      });
    const { put, receiver, deleted, state } = follow({ handle });
    const message = messageOf(JSON.stringify(batchEvent()));
    await put(message);
    const closed = receiver.close();
    expect(deleted).toEqual([]);
    finish();
    await closed;
    expect([deleted, state.closed, state.receives]).toEqual([[message.messageId], 1, 1]);
  });

  test('that is closed while it waits ends its wait', async () => {
    const { receiver, settle, state } = follow();
    await settle();
    await receiver.close();
    expect(state).toMatchObject({ receives: 1, closed: 1 });
  });
});
