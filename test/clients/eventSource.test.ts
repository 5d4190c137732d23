// EventSource as a package on Node.
import { EventSource } from 'eventsource';
import { describe, test } from 'vitest';
import type { Data } from '../support/startGateway.ts';
import { eventSourceContract, type Listen } from './eventSourceContract.ts';
import { followAsDocumented } from './runSnippet.ts';

const inNode: Listen = async (url, parameters) => {
  const received: string[] = [];
  const source = new EventSource(`${url}?${parameters}`);
  source.addEventListener('next', (event) => {
    const { data, errors } = JSON.parse(event.data) as Data;
    received.push(errors ? errors[0].extensions.code : data.jobUpdates.job.phase);
  });
  source.addEventListener('complete', () => {
    received.push('complete');
    source.close();
  });
  return { received: async () => received, close: async () => source.close() };
};

describe('EventSource', () => {
  test.concurrent('follows a job as docs/subscriptions.md shows', ({ expect }) =>
    followAsDocumented('EventSource', expect));
  eventSourceContract(inNode);
});
