// From the end of a job in the simulator, through its signed message, to a subscriber of the gateway.

import { InitiateJobCommand } from '@aws-sdk/client-glacier';
import { ListSubscriptionsByTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { demoTopic } from '../../src/simulator/demo/demoTopic.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { clientOf } from '../simulator/support.ts';
import { passTime } from '../starts/passTime.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

const hour = 3_600_000;

/** Subscribes the gateway to the simulator's topic. */
async function follow({ simulator, snsUrl }: TestGateway): Promise<void> {
  const sns = snsOf(simulator.url);
  await sns.send(new SubscribeCommand({ TopicArn: demoTopic, Protocol: 'http', Endpoint: snsUrl }));
  const arn = async () =>
    (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: demoTopic }))).Subscriptions?.find(
      ({ Endpoint }) => Endpoint === snsUrl,
    )?.SubscriptionArn;
  await expect.poll(arn).toMatch(new RegExp(`^${demoTopic}:`));
}

function snsOf(endpoint: string): SNSClient {
  const credentials = { accessKeyId: '111122223333', secretAccessKey: 'any' };
  const sns = new SNSClient({ endpoint, region: 'us-east-1', credentials });
  onTestFinished(() => sns.destroy());
  return sns;
}

describe('a gateway that is subscribed to a topic', () => {
  test('confirms it by the API, and reports the end of a job before the next poll', async () => {
    // Without a message, the job is polled once a day.
    await using gateway = await startGateway({ POLL_MIN_SECONDS: 86_400, POLL_MAX_SECONDS: 86_400 });
    const { simulator, clock } = gateway;
    await follow(gateway);
    expect(simulator.calls.count('sns.ConfirmSubscription')).toBe(1);

    const glacier = clientOf(simulator.url);
    onTestFinished(() => glacier.destroy());
    const { jobId } = await glacier.send(
      new InitiateJobCommand({
        accountId: '-',
        vaultName: 'media-masters',
        jobParameters: { Type: 'inventory-retrieval', SNSTopic: demoTopic },
      }),
    );
    const find = '{ vault(name: "media-masters") { jobs(first: 100) { nodes { ... on VaultJob { id jobId } } } } }';
    const { nodes } = (await gateway.data(find)).vault.jobs;
    const { id } = nodes.find((job: { jobId: string }) => job.jobId === jobId);
    const updates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { jobId phase } } }';
    await using subscriber = await subscribe(gateway.url, updates, { ids: [id] });
    expect((await subscriber.take(1))[0].data.jobUpdates.job).toEqual({ jobId, phase: 'RUNNING' });

    clock.advance(5 * hour);
    const [end] = await subscriber.rest();
    expect(end?.data.data.jobUpdates.job).toEqual({ jobId, phase: 'DONE' });
  });

  test('shows the end in lists that were read before, at the cost of one DescribeJob', async () => {
    await using gateway = await startGateway();
    const { simulator, clock } = gateway;
    await follow(gateway);
    const { region, accountId, vaultName } = { accountId: '111122223333', region: 'us-east-1', vaultName: 'notified' };
    const vault = simulator.world.addVault(simulator.world.location(accountId, region), vaultName);
    const { id: ArchiveId } = simulator.world.addArchive(vault, { content: zeroContent(1024) });
    const glacier = clientOf(simulator.url);
    onTestFinished(() => glacier.destroy());
    const jobParameters = { Type: 'archive-retrieval', ArchiveId, SNSTopic: demoTopic };
    await glacier.send(new InitiateJobCommand({ accountId: '-', vaultName, jobParameters }));
    const filter = `accountIds: ["${accountId}"], regions: ["${region}"], vaultNames: ["${vaultName}"]`;
    const phases = async () =>
      (await gateway.data(`{ jobs(filter: { ${filter} }, maxAgeSeconds: 3600) { nodes { phase } } }`)).jobs.nodes.map(
        ({ phase }: { phase: string }) => phase,
      );
    expect(await phases()).toEqual(['RUNNING']);
    gateway.calls();
    // Lists of AWS lag behind the notification.
    simulator.faults.set([{ operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 24 * hour }]);
    clock.advance(5 * hour);
    await expect.poll(phases).toEqual(['DONE']);
    expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 1 });
  });

  test('finds the job of a start whose answer was lost by the message of its end, while AWS does not list it', async () => {
    const startClock = createClock({ speed: 0 });
    await using gateway = await startGateway({ startClock });
    const { simulator, clock } = gateway;
    await follow(gateway);
    simulator.faults.set([
      { operation: 'glacier.InitiateJob', kind: '5xx', when: 'after' },
      { operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 24 * hour },
    ]);
    const input = { vault: vaultRef('media-masters'), snsTopic: demoTopic, idempotencyKey: 'order 4711' };
    const start = async () => {
      const started = gateway.data(
        `mutation ($input: InitiateInventoryRetrievalInput!) { start: initiateInventoryRetrieval(input: $input) {
          __typename ... on MutationError { code } ... on InitiateInventoryRetrievalPayload { job { phase } }
        } }`,
        { input },
      );
      return (await passTime(startClock, () => simulator.calls.total, started)).start;
    };
    expect(await start()).toMatchObject({ code: 'INDETERMINATE' });

    clock.advance(5 * hour);
    await expect.poll(() => simulator.calls.count('glacier.DescribeJob')).toBe(1);
    expect(await start()).toMatchObject({ job: { phase: 'DONE' } });
    expect(simulator.calls.count('glacier.InitiateJob')).toBe(1);
  });
});
