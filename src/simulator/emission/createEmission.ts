// What AWS tells others by itself: events of jobs and objects, to rules, topics and queues. Nothing runs by itself here: a request
// that can see events first emits those that are due, in the order of their times. While somebody waits for events, the clock emits
// them too.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { runInTurns } from '../s3control/tasks/runBatchJobs.ts';
import type { Post } from '../sns/createPost.ts';
import { deliverToQueue } from '../sqs/queue/deliverToQueue.ts';
import type { RestoreEvent } from '../world/objects/restoreEvents.ts';
import type { AccountRegion } from '../world/records.ts';
import { TimeHeap } from '../world/timeHeap.ts';
import type { World } from '../world/world.ts';
import type { AwsEvent } from './awsEvent.ts';
import { createPump } from './createPump.ts';
import { deliveryTimes } from './eventFaults.ts';
import { jobEvent } from './jobEvent.ts';
import { restoreEvent } from './restoreEvent.ts';
import { notificationOf, recipientsOf } from './s3Notification.ts';

export interface Emission {
  /** Emits what is due. Undefined if nothing remains to be done; else called again after the promise. */
  settle(now: number): Promise<void> | undefined;
  /** Delivers to the targets of the rules that match. */
  publish(location: AccountRegion, event: AwsEvent, at: number): void;
  /** Delivers to a queue or a topic, with the subject of its mail. */
  deliver(arn: string, text: string, at: number, subject?: string): void;
  /** Emits as time passes, until the returned function is called. */
  follow(): () => void;
  /** Emits as time passes from now on: topics send messages at once. */
  followAlways(): void;
  close(): void;
}

/** Events that are emitted in one turn. One takes about 20 microseconds. */
const EVENTS_OF_TURN = 1000;

export function createEmission(world: World, post: Post): Emission {
  /** What is to happen at a time: changes of jobs, and deliveries that a fault delays. */
  const due = new TimeHeap<() => void>();

  const deliver: Emission['deliver'] = (arn, text, at, subject) => {
    const service = arn.split(':')[2];
    if (service === 'sqs') deliverToQueue(world.queues.get(arn), { body: text, size: Buffer.byteLength(text), at });
    const topic = service === 'sns' ? world.topics.get(arn) : undefined;
    if (topic) post.publish(topic, text, { at, subject });
  };

  const publish: Emission['publish'] = (location, event, at) => {
    const rules = [...location.rules.values()].filter(({ isEnabled, matches }) => isEnabled && matches(event));
    if (rules.length === 0) return;
    const text = JSON.stringify(event);
    later(event.id, at, (time) => {
      for (const { targets } of rules) for (const { arn } of targets.values()) deliver(arn, text, time);
    });
  };

  /** At its time, or when the faults of the control endpoint have it. */
  const later = (eventId: string, at: number, run: (time: number) => void): void => {
    if (world.eventFaults.length === 0) {
      run(at);
      return;
    }
    for (const time of deliveryTimes(world.eventFaults, eventId, at)) due.push(time, () => run(time));
  };

  const emitRestore = (event: RestoreEvent): void => {
    const { bucket, at } = event;
    const location = world.location(bucket.owner.accountId, bucket.region);
    if (bucket.notifications?.hasEventBridge && location.rules.size > 0)
      publish(location, restoreEvent(event, location, world.messageIds), at);
    for (const { arn, id } of recipientsOf(event)) {
      const { text, eventId } = notificationOf(event, location, id, world.messageIds);
      later(eventId, at, (time) => deliver(arn, text, time, 'Amazon S3 Notification'));
    }
  };

  const takeJobChanges = (now: number): void => {
    for (const location of world.locations()) {
      for (const change of location.jobChanges?.take(now) ?? []) {
        due.push(change.at, () => publish(location, jobEvent(change, location, world.messageIds), change.at));
      }
    }
  };

  /** Emits at most so many events. Returns whether more are due. */
  const emitDue = (now: number): boolean => {
    takeJobChanges(now);
    const { restores } = world.objects;
    for (let left = EVENTS_OF_TURN; Math.min(restores.nextAt, due.nextAt) <= now; left -= 1) {
      if (left === 0) return true;
      if (restores.nextAt <= due.nextAt) {
        const event = restores.take(Math.min(now, due.nextAt));
        if (event) emitRestore(event);
      } else due.pop(now)?.entry();
    }
    return false;
  };

  const settle: Emission['settle'] = (now) => runInTurns(world, now) ?? (emitDue(now) ? nextTurn() : undefined);

  const pump = createPump(world, settle);
  return { settle, publish, deliver, ...pump };
}
