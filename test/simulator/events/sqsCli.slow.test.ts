// The aws CLI on the queues of the simulator: what operators use to look into a queue of events and its dead-letter queue.
import { expect, onTestFinished, test } from 'vitest';
import { describeWith } from '../../support/describeWith.ts';
import { createEventsQueue } from '../../support/eventsQueue.ts';
import { runChild } from '../../support/startChild.ts';
import { batchWorld } from '../../watch/world.ts';
import { start } from '../support.ts';

const env = {
  PATH: process.env['PATH'],
  AWS_ACCESS_KEY_ID: '111122223333',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

describeWith('aws', 'aws sqs', () => {
  test('creates, lists, fills, reads and empties queues', { timeout: 120_000 }, async () => {
    const { simulator } = await start({ seed: 'empty' });
    onTestFinished(() => simulator.close());
    const sqs = async (command: string, ...args: string[]) => {
      const line = ['--endpoint-url', simulator.url, '--output', 'json', 'sqs', command, ...args];
      const { stdout } = await runChild('aws', line, { env });
      return JSON.parse(stdout || '{}');
    };
    const { QueueUrl: url } = await sqs(
      'create-queue',
      '--queue-name',
      'by-cli',
      '--attributes',
      'VisibilityTimeout=60',
    );
    expect(url).toBe(`${simulator.url}/111122223333/by-cli`);
    expect((await sqs('list-queues', '--queue-name-prefix', 'by-')).QueueUrls).toEqual([url]);
    expect((await sqs('get-queue-url', '--queue-name', 'by-cli')).QueueUrl).toBe(url);
    const queue = ['--queue-url', url];
    const { MessageId } = await sqs('send-message', ...queue, '--message-body', 'hello');
    const { Messages } = await sqs('receive-message', ...queue, '--attribute-names', 'All');
    expect(Messages).toMatchObject([{ MessageId, Body: 'hello', Attributes: { ApproximateReceiveCount: '1' } }]);
    const attributes = async () =>
      (await sqs('get-queue-attributes', ...queue, '--attribute-names', 'All')).Attributes as Record<string, string>;
    expect(await attributes()).toMatchObject({
      VisibilityTimeout: '60',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    await sqs('delete-message', ...queue, '--receipt-handle', Messages[0].ReceiptHandle);
    expect(await attributes()).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0' });
    await expect(sqs('receive-message', '--queue-url', `${simulator.url}/111122223333/absent`)).rejects.toThrow(
      'when calling the ReceiveMessage operation',
    );
    await sqs('delete-queue', ...queue);
    expect((await sqs('list-queues')).QueueUrls ?? []).toEqual([]);
  });

  test('shows the events of a Batch job', { timeout: 120_000 }, async () => {
    const { simulator, clock } = await start({ seed: 'empty' });
    onTestFinished(() => simulator.close());
    const { url } = createEventsQueue(simulator);
    const { jobId } = batchWorld(simulator).run(60);
    clock.advance(600_000);
    const line = ['--endpoint-url', simulator.url, '--output', 'json', 'sqs', 'receive-message', '--queue-url', url];
    const { stdout } = await runChild('aws', [...line, '--max-number-of-messages', '10'], { env });
    const bodies = JSON.parse(stdout).Messages.map(({ Body }: { Body: string }) => JSON.parse(Body));
    const details = bodies.map(({ detail }: { detail: { serviceEventDetails: object } }) => detail.serviceEventDetails);
    expect(details).toContainEqual(expect.objectContaining({ jobId, status: 'Complete' }));
  });
});
