// Messages to /sns from a sender without a key of SNS. They cause no outgoing request, and have no effect.
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { send } from '../http/send.ts';
import { startGateway } from '../support/startGateway.ts';
import { certificateOf, hour, notice, sign, signed, topic, unsigned } from './createForger.ts';
import { startEndpoint } from './startEndpoint.ts';
import { startReceiver } from './startReceiver.ts';
import { watchConnections } from './watchConnections.ts';

const pem = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
const genuine = `https://sns.us-east-1.amazonaws.com/${pem}`;
const ago = (milliseconds: number) => new Date(systemClock.now() - milliseconds).toISOString();

const refusal = {
  errors: [
    { message: 'The message was rejected. The log of the gateway has the reason.', extensions: { code: 'FORBIDDEN' } },
  ],
};

/** Receives with AWS's rule for certificates. No request should reach `canary`. */
async function startGuarded() {
  const canary = await startEndpoint(() => 200, certificateOf());
  const receiver = await startReceiver();
  const opened = watchConnections();
  const own = `127.0.0.1:${new URL(receiver.url).port}`;
  return { canary, receiver, outbound: () => opened.filter((each) => each !== own) };
}

test('a connection to another host is recorded', async () => {
  const canary = await startEndpoint(() => 200, certificateOf());
  const receiver = await startReceiver({ certificateUrl: canary.url });
  const opened = watchConnections();
  await receiver.post(signed(canary.url));
  expect(opened).toContain(new URL(canary.url).host);
});

describe('a forged message', () => {
  const at = (url: string, changes = {}) => JSON.stringify(signed(url, changes));
  test.each<[string, (canary: string) => string]>([
    ['with its certificate over http', (canary) => at(`${canary}/${pem}`)],
    ['with its certificate over http at SNS', () => at(genuine.replace('https', 'http'))],
    ['with a host that only begins like SNS', () => at(`https://sns.us-east-1.amazonaws.com.evil.example/${pem}`)],
    ['with a bucket named sns', () => at(`https://sns.s3.amazonaws.com/${pem}`)],
    ['with a bucket named sns on a regional host', () => at(`https://sns.s3-ap-southeast-2.amazonaws.com/${pem}`)],
    ['with a bucket named sns on a dashed host', () => at(`https://sns.s3-us-east-1.amazonaws.com/${pem}`)],
    ['with a bucket in the path', () => at(`https://s3.us-east-1.amazonaws.com/sns/${pem}`)],
    ['with somebody before the host', () => at(`https://sns.us-east-1.amazonaws.com@evil.example/${pem}`)],
    ['with somebody before the right host', () => at(`https://me@sns.us-east-1.amazonaws.com/${pem}`)],
    ['with the certificate of another region', () => at(`https://sns.eu-west-1.amazonaws.com/${pem}`)],
    ['with the certificate of China', () => at(`https://sns.us-east-1.amazonaws.com.cn/${pem}`)],
    ['with another path', () => at('https://sns.us-east-1.amazonaws.com/evil.pem')],
    ['with a path that climbs', () => at(`https://sns.us-east-1.amazonaws.com/x/../${pem}`)],
    ['with a path that goes on', () => at(`${genuine}/x.pem`)],
    ['with a port', () => at(`https://sns.us-east-1.amazonaws.com:444/${pem}`)],
    ['with a fragment', () => at(`${genuine}#.pem`)],
    ['with a query', () => at(`${genuine}?.pem`)],
    ['with a line break in the URL', () => at(`${genuine}\n`)],
    ['with a backslash in the URL', () => at(`https://evil.example\\@sns.us-east-1.amazonaws.com/${pem}`)],
    ['with a URL that is none', () => at('certificate')],
    ['of version 3', () => at(genuine, { SignatureVersion: '3' })],
    ['of a version that every object has', () => at(genuine, { SignatureVersion: 'constructor' })],
    ['of another topic', () => at(genuine, { TopicArn: `${topic}-2` })],
    ['of a topic and more', () => at(genuine, { TopicArn: `${topic}\nType\nNotification` })],
    ['two hours old', () => at(genuine, { Timestamp: ago(2 * hour) })],
    ['from the future', () => at(genuine, { Timestamp: ago(-600_000) })],
    ['without a time', () => at(genuine, { Timestamp: 'now' })],
    ['of an unknown type', () => at(genuine, { Type: 'Order' })],
    ['with a type that is none', () => at(genuine, { Type: '__proto__' })],
    ['with an id that is none', () => at(genuine, { MessageId: 'a\nSubject\nb' })],
    ['with a signature that is none', () => JSON.stringify({ ...unsigned(genuine), Signature: '!' })],
    ['without a signature', () => JSON.stringify(unsigned(genuine))],
    ['with prototype keys', () => `{"__proto__":${at(genuine)}}`],
    ['with prototype keys beside the others', () => at(genuine).replace('{', '{"__proto__":{"a":1},')],
    ['with inherited keys', () => JSON.stringify({ constructor: { prototype: signed(genuine) } })],
    ['with a topic twice', () => at(genuine).replace('{', `{"TopicArn":"${topic}-2",`)],
    ['with a topic twice, once in escapes', () => at(genuine).replace('{', `{"\\u0054opicArn":"${topic}-2",`)],
    ['with a member that is no text', () => JSON.stringify({ ...signed(genuine), Message: { a: 1 } })],
    ['that is empty', () => '{}'],
    [
      'to confirm a subscription',
      (canary) => at(`${canary}/${pem}`, { Type: 'SubscriptionConfirmation', SubscribeURL: `${canary}/visit` }),
    ],
    [
      'to confirm a subscription of another topic',
      (canary) =>
        at(genuine, { Type: 'SubscriptionConfirmation', TopicArn: `${topic}-2`, SubscribeURL: `${canary}/visit` }),
    ],
    ['without the token', () => at(genuine, { Type: 'SubscriptionConfirmation', Token: undefined })],
    [
      'to end a subscription',
      (canary) => at(`${canary}/${pem}`, { Type: 'UnsubscribeConfirmation', SubscribeURL: `${canary}/visit` }),
    ],
  ])('%s is refused without an outgoing connection', async (_, body) => {
    const { canary, receiver, outbound } = await startGuarded();
    const answer = await receiver.post(body(canary.url));
    expect(answer.status).toBe(403);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json()).toEqual(refusal);
    expect(outbound()).toEqual([]);
    expect([canary.received, receiver.ended, receiver.confirmed]).toEqual([[], [], []]);
  });

  test.each([
    ['no JSON', 'Hello'],
    ['nothing', ''],
    ['half a message', '{"Type":'],
    ['a list', `[${JSON.stringify(signed(genuine))}]`],
    ['null', 'null'],
    ['a text', '"Notification"'],
    ['many brackets', '['.repeat(200_000)],
  ])('that is %s is answered 400', async (_, body) => {
    const { receiver, outbound } = await startGuarded();
    const answer = await receiver.post(body);
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({
      errors: [{ message: 'The body is not a JSON object.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(outbound()).toEqual([]);
  });
});

describe('a request to /sns', () => {
  test.each([['GET'], ['HEAD'], ['PUT'], ['DELETE'], ['OPTIONS']])('with %s is answered 405', async (method) => {
    const { url } = await startReceiver();
    const { status, headers } = await send(url, { method });
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });

  test('with a body above 256 KiB is answered 413, with or without a content-length', async () => {
    const { url } = await startReceiver();
    const body = 'a'.repeat(256 * 1024 + 1);
    for (const sent of [body, [body]]) {
      const { status, headers } = await send(url, { method: 'POST', body: sent });
      expect([status, headers.connection]).toEqual([413, 'close']);
    }
  });

  test('with raw delivery, or encoded, is refused', async () => {
    const certificate = await startEndpoint(() => 200, certificateOf());
    const { post, ended } = await startReceiver({ certificateUrl: certificate.url });
    expect((await post(signed(certificate.url), { 'x-amz-sns-rawdelivery': 'true' })).status).toBe(403);
    expect((await post(signed(certificate.url), { 'content-encoding': 'gzip' })).status).toBe(415);
    expect(ended).toEqual([]);
  });

  test.each([[undefined], ['application/json'], ['text/plain']])('is accepted with the type %s', async (type) => {
    const certificate = await startEndpoint(() => 200, certificateOf());
    const { post, ended } = await startReceiver({ certificateUrl: certificate.url });
    const { status } = await post(signed(certificate.url), type === undefined ? {} : { 'content-type': type });
    expect([status, ended.length]).toEqual([200, 1]);
  });

  test('is answered as an unknown path if no topic is configured', async () => {
    const { url } = await startReceiver();
    await using gateway = await startGateway({ seed: 'empty', SNS_TOPICS: undefined });
    const answers = await Promise.all(['/sns', '/other'].map((path) => send(gateway.url, { path, body: '{}' })));
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
    expect((await send(url, { path: '/sns/', body: '{}' })).status).toBe(404);
  });
});

describe('200 forged messages at once', () => {
  test('are all refused, cost one download of the certificate, and delay no other request', async () => {
    const certificate = await startEndpoint(() => 200, certificateOf());
    await using gateway = await startGateway({
      seed: 'empty',
      SNS_TOPICS: [topic],
      SNS_CERTIFICATE_URL: certificate.url,
    });
    const forged = Array.from({ length: 200 }, (_, index) =>
      JSON.stringify({ ...signed(certificate.url), Message: notice(`forged-${index}`) }),
    );
    const answers = Promise.all(forged.map((body) => send(gateway.snsUrl, { body })));
    expect(await gateway.query('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([403]));
    expect(certificate.received).toHaveLength(1);
  });

  test('with a certificate whose download hangs are refused after one attempt', async () => {
    const never = new Promise<number>(() => undefined);
    const certificate = await startEndpoint(() => never);
    const { post } = await startReceiver({ certificateUrl: certificate.url });
    const answers = await Promise.all(Array.from({ length: 200 }, () => post(signed(certificate.url))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
    expect(certificate.received).toHaveLength(1);
  });
});

describe('a message that SNS has signed', () => {
  async function startTrusting() {
    const certificate = await startEndpoint(() => 200, certificateOf());
    return { ...(await startReceiver({ certificateUrl: certificate.url })), certificateUrl: certificate.url };
  }

  test.each([
    ['Message', notice('another')],
    ['MessageId', 'another'],
    ['Subject', 'another'],
    ['Timestamp', ago(60_000)],
  ])('with another %s is refused', async (name, value) => {
    const { post, ended, certificateUrl } = await startTrusting();
    expect((await post({ ...signed(certificateUrl, { Subject: 'one' }), [name]: value })).status).toBe(403);
    expect(ended).toEqual([]);
  });

  test('of version 1 is not accepted as version 2, nor 2 as 1', async () => {
    const { post, ended, certificateUrl } = await startTrusting();
    for (const [said, meant] of [
      ['1', '2'],
      ['2', '1'],
    ]) {
      const message = unsigned(certificateUrl, { SignatureVersion: said });
      expect((await post(sign(message, meant))).status).toBe(403);
      expect((await post(sign(message))).status).toBe(200);
    }
    expect(ended).toHaveLength(2);
  });

  test('two hours ago is refused', async () => {
    const { post, ended, certificateUrl } = await startTrusting();
    expect((await post(signed(certificateUrl, { Timestamp: ago(2 * hour) }))).status).toBe(403);
    expect(ended).toEqual([]);
  });

  test('an hour ago is accepted: SNS retries for an hour', async () => {
    const { post, ended, certificateUrl } = await startTrusting();
    expect((await post(signed(certificateUrl, { Timestamp: ago(hour) }))).status).toBe(200);
    expect(ended).toHaveLength(1);
  });

  test('and delivers twice is answered twice, and is one event', async () => {
    const { post, ended, certificateUrl } = await startTrusting();
    const message = signed(certificateUrl);
    expect([(await post(message)).status, (await post(message)).status]).toEqual([200, 200]);
    const both = await Promise.all([1, 2].map(() => post(signed(certificateUrl, { MessageId: 'same' }))));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(ended).toHaveLength(2);
  });

  test('about the end of a subscription is accepted and has no effect', async () => {
    const { post, ended, confirmed, certificateUrl } = await startTrusting();
    const canary = await startEndpoint();
    const changes = { Type: 'UnsubscribeConfirmation', SubscribeURL: canary.url };
    expect((await post(signed(certificateUrl, changes))).status).toBe(200);
    expect([ended, confirmed, canary.received]).toEqual([[], [], []]);
  });

  test('to confirm a subscription is confirmed once through the API; its link is never requested', async () => {
    const { post, confirmed, certificateUrl } = await startTrusting();
    const canary = await startEndpoint();
    const message = signed(certificateUrl, { Type: 'SubscriptionConfirmation', SubscribeURL: canary.url });
    expect([(await post(message)).status, (await post(message)).status]).toEqual([200, 200]);
    expect(confirmed).toEqual([`${topic} a1b2`]);
    expect(canary.received).toEqual([]);
  });
});
