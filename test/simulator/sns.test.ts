// SNS through its own SDK: topics, subscriptions, and what their endpoints are sent when a job of a vault ends.
import { createVerify, X509Certificate } from 'node:crypto';
import { InitiateJobCommand, SetVaultNotificationsCommand } from '@aws-sdk/client-glacier';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { demoTopic } from '../../src/simulator/demo/demoTopic.ts';
import { seededContent } from '../../src/simulator/world/content.ts';
import { type Endpoint, startEndpoint } from '../sns/startEndpoint.ts';
import { DAY, failure, HOUR, start } from './support.ts';

const vaultName = 'photos';
const second = 1000;

async function startSns(topicName = 'jobs', options: Parameters<typeof start>[0] = {}) {
  const harness = await start(options);
  const { simulator, location } = harness;
  const sns = new SNSClient({
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(() => sns.destroy());
  const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: topicName }));
  const vault = simulator.world.addVault(location, vaultName);
  const archive = simulator.world.addArchive(vault, { content: seededContent('a', 100) });
  const subscribe = (endpoint: Endpoint) =>
    sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'http', Endpoint: `${endpoint.url}/sns` }));
  const confirm = async (endpoint: Endpoint) => {
    await expect.poll(() => endpoint.messages('SubscriptionConfirmation')).toHaveLength(1);
    const [{ Token } = {}] = endpoint.messages('SubscriptionConfirmation');
    return sns.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token }));
  };
  const retrieve = (snsTopic: string | undefined) =>
    harness.client.send(
      new InitiateJobCommand({
        accountId: '-',
        vaultName,
        jobParameters: { Type: 'archive-retrieval', ArchiveId: archive.id, SNSTopic: snsTopic, Tier: 'Standard' },
      }),
    );
  return { ...harness, sns, topic, vault, archive, subscribe, confirm, retrieve };
}

/** Subscribed and confirmed. */
async function startDelivering(endpoint: Endpoint) {
  const harness = await startSns();
  await harness.subscribe(endpoint);
  await harness.confirm(endpoint);
  return harness;
}

async function isSigned(message: Record<string, string>, names: string[], hash: string): Promise<boolean> {
  const pem = await (await fetch(message['SigningCertURL'] ?? '')).text();
  const lines = names.map((name) => `${name}\n${message[name]}\n`).join('');
  return createVerify(hash)
    .update(lines)
    .verify(new X509Certificate(pem).publicKey, message['Signature'] ?? '', 'base64');
}

describe('a topic', () => {
  test('is there once it is created, and stays the same when it is created again', async () => {
    const { sns, topic } = await startSns('jobs');
    expect(topic).toBe('arn:aws:sns:us-east-1:111122223333:jobs');
    expect((await sns.send(new CreateTopicCommand({ Name: 'jobs' }))).TopicArn).toBe(topic);
  });

  test('is refused under a name, or with an attribute, that it cannot have', async () => {
    const { sns, topic } = await startSns();
    const create = (Name: string, Attributes?: Record<string, string>) =>
      failure(sns.send(new CreateTopicCommand({ Name, Attributes })));
    expect(await create('a b')).toBe('InvalidParameterException 400: Invalid parameter: Topic Name');
    expect(await create('a', { FifoTopic: 'true' })).toContain('501');
    const set = (AttributeName: string, AttributeValue: string) =>
      failure(sns.send(new SetTopicAttributesCommand({ TopicArn: topic, AttributeName, AttributeValue })));
    expect(await set('SignatureVersion', '3')).toBe(
      'InvalidParameterException 400: Invalid parameter: SignatureVersion',
    );
    expect(await set('Policy', '{}')).toContain('501');
  });

  test('that does not exist cannot be subscribed to', async () => {
    const { sns, topic } = await startSns();
    const TopicArn = `${topic}-other`;
    const subscribe = new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: 'http://127.0.0.1/' });
    expect(await failure(sns.send(subscribe))).toBe('NotFoundException 404: Topic does not exist');
  });
});

describe('a subscription', () => {
  test('waits until its endpoint confirms with the token of the signed message', async () => {
    const { sns, topic, subscribe, confirm, simulator } = await startSns();
    const endpoint = await startEndpoint();
    expect((await subscribe(endpoint)).SubscriptionArn).toBe('pending confirmation');
    const list = async () =>
      (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }))).Subscriptions ?? [];
    expect(await list()).toEqual([
      {
        SubscriptionArn: 'PendingConfirmation',
        Owner: '111122223333',
        Protocol: 'http',
        Endpoint: `${endpoint.url}/sns`,
        TopicArn: topic,
      },
    ]);

    const { SubscriptionArn } = await confirm(endpoint);
    expect(SubscriptionArn).toMatch(/^arn:aws:sns:us-east-1:111122223333:jobs:[0-9a-f-]{36}$/);
    expect(await list()).toMatchObject([{ SubscriptionArn }]);
    expect((await subscribe(endpoint)).SubscriptionArn).toBe(SubscriptionArn);

    const [posted] = endpoint.received;
    expect(posted).toMatchObject({
      method: 'POST',
      path: '/sns',
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'Amazon Simple Notification Service Agent',
        'x-amz-sns-message-type': 'SubscriptionConfirmation',
        'x-amz-sns-message-id': posted?.message['MessageId'],
        'x-amz-sns-topic-arn': topic,
      },
      message: {
        TopicArn: topic,
        SignatureVersion: '1',
        SigningCertURL: simulator.certificateUrl,
        SubscribeURL: expect.stringContaining('Action=ConfirmSubscription'),
      },
    });
    expect(posted?.headers).not.toHaveProperty('x-amz-sns-subscription-arn');
    const names = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    expect(await isSigned(posted?.message ?? {}, names, 'sha1')).toBe(true);
    expect(await isSigned({ ...posted?.message, Token: 'x' }, names, 'sha1')).toBe(false);
  });

  test('is confirmed by whoever visits the link in its message, too', async () => {
    const { sns, topic, subscribe } = await startSns();
    const endpoint = await startEndpoint();
    await subscribe(endpoint);
    await expect.poll(() => endpoint.received).toHaveLength(1);
    const visited = await fetch(endpoint.received[0]?.message['SubscribeURL'] ?? '');
    expect(await visited.text()).toContain(`<SubscriptionArn>${topic}:`);
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    expect(Subscriptions).toMatchObject([{ SubscriptionArn: expect.stringContaining(topic) }]);
  });

  test('is not confirmed by another token, nor by its own after two days', async () => {
    const { sns, topic, subscribe, confirm, clock } = await startSns();
    const endpoint = await startEndpoint();
    await subscribe(endpoint);
    const invalid = 'InvalidParameterException 400: Invalid parameter: Token';
    const foreign = new ConfirmSubscriptionCommand({ TopicArn: topic, Token: 'a'.repeat(256) });
    expect(await failure(sns.send(foreign))).toBe(invalid);
    clock.advance(2 * DAY + second);
    expect(await failure(confirm(endpoint))).toBe(invalid);
  });

  test('takes http and https endpoints only, and no attributes', async () => {
    const { sns, topic } = await startSns();
    const subscribe = (Protocol: string, Endpoint: string, Attributes?: Record<string, string>) =>
      failure(sns.send(new SubscribeCommand({ TopicArn: topic, Protocol, Endpoint, Attributes })));
    expect(await subscribe('email', 'a@b.example')).toContain('501');
    expect(await subscribe('http', 'http://127.0.0.1/', { RawMessageDelivery: 'true' })).toContain('501');
    expect(await subscribe('https', 'http://127.0.0.1/')).toContain('InvalidParameterException 400');
    expect(await subscribe('http', 'nowhere')).toContain('InvalidParameterException 400');
  });

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.7:8080/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://[::ffff:10.0.0.7]/',
    'http://0x0a000007/',
    'http://attacker.example/',
    'http://localhost.attacker.example/',
    'http://localhost@attacker.example/',
    'http://127.0.0.1.attacker.example/',
  ])('is refused for another machine: %s', async (Endpoint) => {
    const { sns, topic, simulator } = await startSns();
    const send = sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'http', Endpoint }));
    expect(await failure(send)).toContain('The simulator posts to this machine only');
    expect(simulator.world.topics.get(topic)?.subscriptions.size).toBe(0);
  });

  test('is accepted for the hosts that --callback-hosts names, and for no other', async () => {
    const { sns, topic } = await startSns('jobs', { callbackHosts: ['gateway.invalid'] });
    const subscribe = (Endpoint: string) =>
      sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'http', Endpoint }));
    expect(await subscribe('http://Gateway.invalid:4000/sns')).toMatchObject({
      SubscriptionArn: 'pending confirmation',
    });
    expect(await failure(subscribe('http://other.invalid/sns'))).toContain('--callback-hosts other.invalid');
  });

  test('that has ended gets nothing more but the message that says so', async () => {
    const endpoint = await startEndpoint();
    const { sns, topic, clock, retrieve } = await startDelivering(endpoint);
    const { Subscriptions: [{ SubscriptionArn = '' } = {}] = [] } = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topic }),
    );
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await expect.poll(() => endpoint.messages('UnsubscribeConfirmation')).toHaveLength(1);
    const [message] = endpoint.messages('UnsubscribeConfirmation');
    const names = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    expect(await isSigned(message ?? {}, names, 'sha1')).toBe(true);

    const other = await startEndpoint();
    await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'http', Endpoint: other.url }));
    await expect.poll(() => other.received).toHaveLength(1);
    const [{ Token } = {}] = other.messages('SubscriptionConfirmation');
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token }));
    await retrieve(topic);
    clock.advance(5 * HOUR);
    await expect.poll(() => other.messages('Notification')).toHaveLength(1);
    expect(endpoint.messages('Notification')).toEqual([]);
  });
});

describe('the end of a job', () => {
  const names = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];

  test('is published to the topic of the job, signed, with the members of DescribeJob and in real time', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2031, 4, 4, 3, 2, 1) });
    onTestFinished(() => void vi.useRealTimers());
    const endpoint = await startEndpoint();
    const { topic, clock, retrieve, vault, archive } = await startDelivering(endpoint);
    const { jobId } = await retrieve(topic);
    await retrieve(undefined);
    clock.advance(5 * HOUR);
    await expect.poll(() => endpoint.messages('Notification')).toHaveLength(1);

    const [message = {}] = endpoint.messages('Notification');
    expect(JSON.parse(message['Message'] ?? '')).toMatchObject({
      Action: 'ArchiveRetrieval',
      ArchiveId: archive.id,
      Completed: true,
      CreationDate: '2026-01-15T12:00:00.000Z',
      CompletionDate: expect.stringMatching(/^2026-01-15T1[5-7]:/),
      InventorySizeInBytes: null,
      JobId: jobId,
      SNSTopic: topic,
      StatusCode: 'Succeeded',
      Tier: 'Standard',
      VaultARN: vault.arn,
    });
    expect(message['Timestamp']).toMatch(/^2031-05-04T03:/);
    expect(message).toMatchObject({ UnsubscribeURL: expect.stringContaining('Action=Unsubscribe') });
    expect(message).not.toHaveProperty('Subject');
    expect(endpoint.received.at(-1)?.headers['x-amz-sns-subscription-arn']).toContain(topic);
    expect(await isSigned(message, names, 'sha1')).toBe(true);
  });

  test('is signed with SHA-256 if the topic is configured so', async () => {
    const endpoint = await startEndpoint();
    const { sns, topic, clock, retrieve } = await startDelivering(endpoint);
    const set = { TopicArn: topic, AttributeName: 'SignatureVersion', AttributeValue: '2' };
    await sns.send(new SetTopicAttributesCommand(set));
    await retrieve(topic);
    clock.advance(5 * HOUR);
    await expect.poll(() => endpoint.messages('Notification')).toHaveLength(1);
    const [message = {}] = endpoint.messages('Notification');
    expect(message['SignatureVersion']).toBe('2');
    expect([await isSigned(message, names, 'sha256'), await isSigned(message, names, 'sha1')]).toEqual([true, false]);
  });

  test('is published to the topic of the vault for its configured events, or to both topics', async () => {
    const endpoint = await startEndpoint();
    const { topic, clock, client, retrieve } = await startDelivering(endpoint);
    await client.send(
      new SetVaultNotificationsCommand({
        accountId: '-',
        vaultName,
        vaultNotificationConfig: { SNSTopic: topic, Events: ['ArchiveRetrievalCompleted'] },
      }),
    );
    const jobParameters = { Type: 'inventory-retrieval' };
    clock.advance(DAY);
    await client.send(new InitiateJobCommand({ accountId: '-', vaultName, jobParameters }));
    const { jobId: once } = await retrieve(undefined);
    const { jobId: twice } = await retrieve(topic);
    clock.advance(5 * HOUR);
    await expect.poll(() => endpoint.messages('Notification')).toHaveLength(3);
    const told = endpoint.messages('Notification').map(({ Message = '' }) => JSON.parse(Message).JobId);
    expect(told.sort()).toEqual([once, twice, twice].sort());
  });

  test('is published for a job that failed, and for one that started before the subscription', async () => {
    const endpoint = await startEndpoint();
    const { simulator, topic, vault, archive, clock, subscribe, confirm } = await startSns();
    simulator.world.addJob(vault, {
      action: 'ArchiveRetrieval',
      archive,
      range: { start: 0, end: 99 },
      snsTopic: topic,
      failure: 'It was not to be.',
    });
    clock.advance(HOUR);
    await subscribe(endpoint);
    await confirm(endpoint);
    clock.advance(4 * HOUR);
    await expect.poll(() => endpoint.messages('Notification')).toHaveLength(1);
    const [{ Message = '' } = {}] = endpoint.messages('Notification');
    expect(JSON.parse(Message)).toMatchObject({
      Completed: true,
      StatusCode: 'Failed',
      StatusMessage: 'It was not to be.',
    });
  });

  test('is published for the running jobs of the demo world', async () => {
    const endpoint = await startEndpoint();
    const { simulator, clock } = await start({ seed: 'demo' });
    const topic = simulator.world.addTopic(demoTopic);
    simulator.world.addSubscription(topic, endpoint.url, 'confirmed');
    clock.advance(DAY);
    await expect.poll(() => endpoint.messages('Notification').length).toBeGreaterThan(0);
  });
});

describe('a delivery that fails', () => {
  test.each([[500], [503], [429]])('with %i is tried three times more, with the same id', async (status) => {
    const endpoint = await startEndpoint(({ message }) => (message['Type'] === 'Notification' ? status : 200));
    const { topic, clock, retrieve } = await startDelivering(endpoint);
    await retrieve(topic);
    clock.advance(5 * HOUR);
    for (const times of [2, 3, 4]) {
      // The next try is set once the answer has come back.
      const tried = () => {
        clock.advance(20 * second);
        return endpoint.messages('Notification').length;
      };
      await expect.poll(tried).toBe(times);
    }
    // What a further try would come before.
    await retrieve(topic);
    clock.advance(5 * HOUR);
    const ids = () => new Set(endpoint.messages('Notification').map(({ MessageId }) => MessageId));
    await expect.poll(() => ids().size).toBe(2);
    expect(endpoint.messages('Notification')).toHaveLength(5);
  });

  test('for lack of an answer is tried again', async () => {
    let isDown = true;
    const endpoint = await startEndpoint(({ message }) => (isDown && message['Type'] === 'Notification' ? 0 : 200));
    const { topic, clock, retrieve } = await startDelivering(endpoint);
    await retrieve(topic);
    clock.advance(5 * HOUR);
    await expect.poll(() => endpoint.messages('Notification')).toHaveLength(1);
    isDown = false;
    const tried = () => {
      clock.advance(20 * second);
      return endpoint.messages('Notification').length;
    };
    await expect.poll(tried).toBe(2);
  });

  test.each([[403], [302]])('with %i is not tried again', async (status) => {
    const endpoint = await startEndpoint(({ message }) => (message['Type'] === 'Notification' ? status : 200));
    const { topic, clock, retrieve } = await startDelivering(endpoint);
    await retrieve(topic);
    clock.advance(5 * HOUR);
    await expect.poll(() => endpoint.messages('Notification')).toHaveLength(1);
    await retrieve(topic);
    clock.advance(5 * HOUR);
    await expect.poll(() => endpoint.messages('Notification')).toHaveLength(2);
    clock.advance(HOUR);
    const ids = endpoint.messages('Notification').map(({ MessageId }) => MessageId);
    expect(new Set(ids).size).toBe(2);
  });
});
