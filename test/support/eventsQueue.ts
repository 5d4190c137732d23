// A queue of the simulator that receives the events of Batch jobs, restores and vault jobs in a location.
import { addEventsQueue, enableEventBridge } from '../../src/simulator/demo/addEventsQueue.ts';
import type { Simulator } from '../../src/simulator/startSimulator.ts';

interface EventsQueue {
  /** For EVENTS_QUEUE_URL. */
  url: string;
  /** Of the topic that jobs of vaults name, and that sends to the queue. */
  topicArn: string;
}

/** Creates the queue, its dead-letter queue and its rules. The buckets that exist tell EventBridge of their restores. */
export function createEventsQueue(
  { world, url }: Pick<Simulator, 'world' | 'url'>,
  { accountId = '111122223333', region = 'us-east-1', name = 'events' } = {},
): EventsQueue {
  const location = world.location(accountId, region);
  const topicArn = `arn:aws:sns:${region}:${accountId}:${name}-topic`;
  const path = addEventsQueue(world, location, name, topicArn);
  enableEventBridge(world, location);
  return { url: url + path, topicArn };
}
