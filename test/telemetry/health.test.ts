// The answers to probes: the real state of Redis and AWS, without an AWS call.
import { describe, expect, test } from 'vitest';
import type { CallEnd } from '../../src/aws/client/awsObserver.ts';
import { createClock } from '../../src/core/clock.ts';
import { createAwsHealth } from '../../src/telemetry/createAwsHealth.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';

async function probe(gateway: TestGateway, path = '/readyz') {
  const response = await fetch(new URL(path, gateway.url));
  return { status: response.status, said: await response.json() };
}

const ready = { status: 200, said: { status: 'ok' } };
const notReady = (...reasons: string[]) => ({ status: 503, said: { status: 'unavailable', reasons } });

describeWithRedis('a gateway with a Redis', (shared) => {
  test('is ready only while Redis answers, and always answers queries', async () => {
    const redis = shared();
    await using gateway = await startGateway({ REDIS_URL: redis.url });
    expect(await probe(gateway)).toEqual(ready);
    await redis.kill();
    await expect.poll(() => probe(gateway)).toEqual(notReady('redis'));
    expect(await probe(gateway, '/healthz')).toEqual(ready);
    expect(await gateway.data('{ vault(name: "media-masters") { name } }')).toEqual({
      vault: { name: 'media-masters' },
    });
    await redis.start();
    await expect.poll(() => probe(gateway)).toEqual(ready);
    redis.pause();
    // Answered while Redis does not answer: a probe that waited for it would never end.
    expect(await probe(gateway)).toEqual(notReady('redis'));
    redis.resume();
    await expect.poll(() => probe(gateway)).toEqual(ready);
  });
});

test('probes make no AWS call, and their answers are a status and reasons', async () => {
  await using gateway = await startGateway();
  for (let count = 0; count < 20; count += 1) expect(await probe(gateway)).toEqual(ready);
  expect(gateway.calls()).toEqual({});
});

describe('AWS', () => {
  const ended = (result: CallEnd['result'], more: Partial<CallEnd> = {}): CallEnd => ({
    result,
    attempts: 1,
    milliseconds: 5,
    waited: 0,
    requestId: null,
    awsCode: null,
    ...more,
  });

  function world() {
    const clock = createClock({ speed: 0 });
    let looks = 0;
    const health = createAwsHealth(async () => {
      looks += 1;
    }, clock);
    const call = (end: CallEnd, region = 'us-east-1', times = 1) => {
      for (let time = 0; time < times; time += 1) {
        health.observer.begin({
          service: 'glacier',
          operation: 'glacier.DescribeJob',
          callerId: 'x',
          location: { accountId: '1', region },
        })(end);
      }
    };
    return { clock, health, call, looks: () => looks };
  }

  test.each<[string, CallEnd, boolean]>([
    ['cannot be reached', ended('SERVICE_UNAVAILABLE'), true],
    ['is not sent to, for its breaker is open', ended('SERVICE_UNAVAILABLE', { attempts: 0 }), true],
    ['does not answer', ended('DEADLINE_EXCEEDED'), true],
    ['refuses the credentials', ended('GATEWAY_CREDENTIALS', { awsCode: 'ExpiredTokenException' }), true],
    ['is behind a proxy that refuses every call', ended('FORBIDDEN'), true],
    ['answers', ended('OK'), false],
    ['throttles', ended('THROTTLED', { awsCode: 'ThrottlingException' }), false],
    ['knows nothing of it', ended('NOT_FOUND', { awsCode: 'ResourceNotFoundException' }), false],
    ['refuses this very call', ended('FORBIDDEN', { awsCode: 'AccessDeniedException' }), false],
    ['was not called, because there are no credentials', ended('GATEWAY_CREDENTIALS', { attempts: 0 }), true],
    ['was asked by somebody who left', ended('GONE'), false],
  ])('that %s counts as unreachable: %#', (_, end, isFailing) => {
    const { health, call } = world();
    call(end, 'us-east-1', 3);
    expect(health.isFailing()).toBe(isFailing);
  });

  test('is unreachable when every location fails several times in a row, and reachable with the first answer', () => {
    const { health, call } = world();
    expect(health.isFailing()).toBe(false);
    call(ended('SERVICE_UNAVAILABLE'), 'us-east-1', 2);
    expect(health.isFailing()).toBe(false);
    call(ended('OK'), 'eu-west-1');
    call(ended('SERVICE_UNAVAILABLE'), 'us-east-1', 5);
    expect(health.isFailing()).toBe(false);
    call(ended('DEADLINE_EXCEEDED'), 'eu-west-1', 3);
    expect(health.isFailing()).toBe(true);
    call(ended('OK'), 'us-east-1');
    expect(health.isFailing()).toBe(false);
  });

  test('that is unreachable is checked again, but seldom, however many probes arrive', () => {
    const { clock, health, call, looks } = world();
    call(ended('SERVICE_UNAVAILABLE'), 'us-east-1', 3);
    for (let count = 0; count < 100; count += 1) {
      clock.advance(1_000);
      expect(health.isFailing()).toBe(true);
    }
    expect(looks()).toBe(10);
  });
});
