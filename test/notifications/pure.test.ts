// The pure parts of notifications: events, ids, times, addresses, messages, and the file of routes.
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../src/core/publicAddress.ts';
import { refusalOf } from '../../src/egress/guardedLookup.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { eventsOf, resultDelay } from '../../src/notifications/eventsOf.ts';
import { nextAttempt, retriedFor } from '../../src/notifications/nextAttempt.ts';
import { notificationEvents, typeOf } from '../../src/notifications/notification.ts';
import { notificationId } from '../../src/notifications/notificationId.ts';
import { parseRoutes, unservedFaults } from '../../src/notifications/parseRoutes.ts';
import { pauseOf } from '../../src/notifications/sendNotification.ts';
import { signedHeaders } from '../../src/notifications/signedHeaders.ts';
import { slackMessage } from '../../src/notifications/slackMessage.ts';
import { textOf } from '../docs/blocks.ts';
import { batchJob, glacierJob } from '../storage/records.ts';
import { notificationOf, routesOf, secret } from './routes.ts';

const hour = 3_600_000;
const created = Date.UTC(2026, 0, 15, 12);
const at = (hours: number) => created + hours * hour;
const soonSeconds = 5 * 3600;

describe('eventsOf', () => {
  const of = (job: JobRecord, now: number) => eventsOf(job, { now, seenAt: created, soonSeconds });
  const named = (job: JobRecord, now: number) => of(job, now).events.map(({ event }) => event);
  const retrieval = glacierJob('r', {
    action: 'ARCHIVE_RETRIEVAL',
    tier: 'STANDARD',
    creationDate: new Date(created),
    completed: false,
    statusCode: 'IN_PROGRESS',
    completionDate: null,
  });
  const ended = { ...retrieval, completed: true, statusCode: 'SUCCEEDED' as const, completionDate: new Date(at(4)) };

  test('a retrieval is overdue after the end of its typical time, by the clock alone', () => {
    const { events, nextAt } = of(retrieval, at(0));
    expect(events).toEqual([]);
    expect(nextAt).toBe(at(5) + 1);
    expect(named(retrieval, nextAt ?? 0)).toEqual(['OVERDUE']);
    expect(named(retrieval, (nextAt ?? 0) - 1)).toEqual([]);
  });

  test('a retrieval that succeeded is done, then expires soon, until its guarantee ends', () => {
    expect(of(ended, at(4))).toEqual({ events: [{ event: 'DONE', at: at(4) }], nextAt: at(23) });
    expect(named(ended, at(23))).toEqual(['DONE', 'EXPIRING_SOON']);
    expect(of(ended, at(28))).toEqual({ events: [{ event: 'DONE', at: at(4) }], nextAt: null });
  });

  test('an end has at most one event, and a cancelled job none', () => {
    const summary = { totalNumberOfTasks: 10, numberOfTasksSucceeded: 10, numberOfTasksFailed: 0 };
    const progressSummary = { ...summary, elapsedTimeInActiveSeconds: null };
    const end = { completionDate: new Date(at(1)), progressSummary };
    expect(named(batchJob('b', { ...end, status: 'COMPLETE' }), at(1))).toEqual(['DONE']);
    expect(named(batchJob('b', { ...end, status: 'FAILED' }), at(1))).toEqual(['FAILED']);
    expect(named(batchJob('b', { ...end, status: 'CANCELLED' }), at(1))).toEqual([]);
    const partly = { ...progressSummary, numberOfTasksSucceeded: 9, numberOfTasksFailed: 1 };
    const withFailures = batchJob('b', { ...end, status: 'COMPLETE', progressSummary: partly });
    expect(named(withFailures, at(1))).toEqual(['COMPLETED_WITH_FAILURES']);
    const unknown = batchJob('b', { ...end, status: 'COMPLETE', progressSummary: null });
    expect(of(unknown, at(1))).toEqual({ events: [], nextAt: at(1) + resultDelay });
    expect(named(unknown, at(1) + resultDelay)).toEqual(['DONE']);
  });

  test('a suspended Batch job waits for confirmation', () => {
    expect(named(batchJob('b', { status: 'SUSPENDED', completionDate: null }), at(1))).toEqual([
      'AWAITING_CONFIRMATION',
    ]);
  });

  test('no event comes before its time, and the next one comes exactly then', () => {
    const job = fc.constantFrom<JobRecord>(
      retrieval,
      ended,
      batchJob('b', { status: 'COMPLETE', progressSummary: null }),
    );
    fc.assert(
      fc.property(job, fc.integer({ min: 0, max: 60 * hour }), (job, passed) => {
        const now = created + passed;
        const { events, nextAt } = of(job, now);
        expect(events.every((event) => event.at <= now)).toBe(true);
        if (nextAt === null) return;
        expect(nextAt).toBeGreaterThan(now);
        expect(of(job, nextAt - 1).events.length).toBeLessThanOrEqual(events.length);
        expect(of(job, nextAt).events.map(({ event }) => event)).toEqual([
          ...of(job, nextAt - 1).events.map(({ event }) => event),
          of(job, nextAt).events.at(-1)?.event,
        ]);
      }),
    );
  });
});

test('an id differs by route, job and event, is stable, and has no dot', () => {
  expect(notificationId('a', 'b', 'DONE')).toBe(notificationId('a', 'b', 'DONE'));
  const text = fc.string();
  fc.assert(
    fc.property(text, text, text, text, (a, b, c, d) => {
      expect(notificationId(a, b, 'DONE') === notificationId(c, d, 'DONE')).toBe(a === c && b === d);
      expect(notificationId(a, b, 'DONE')).toMatch(/^msg_[\w-]{32}$/);
    }),
  );
});

test('each of several secrets verifies the signature, with the library of the specification', () => {
  const others = [1, 2].map((byte) => Buffer.alloc(24 + byte, byte));
  const body = '{"type":"job.done"}';
  const now = Date.now();
  const headers = signedHeaders({ id: 'msg_1', attemptedAt: now, body }, others);
  for (const key of others) {
    expect(new Webhook(`whsec_${key.toString('base64')}`).verify(body, headers)).toEqual({ type: 'job.done' });
  }
  expect(() => new Webhook(secret).verify(body, headers)).toThrow();
  expect(() => new Webhook(`whsec_${others[0]?.toString('base64')}`).verify(`${body} `, headers)).toThrow();
});

test('attempts follow each other for a day, ever later, and then end', () => {
  const firstTriedAt = 1_000;
  let now = firstTriedAt;
  const times: number[] = [];
  for (let attempts = 1; attempts < 200; attempts += 1) {
    const next = nextAttempt({ attempts, firstTriedAt, now, pause: null, random: () => 0.5 });
    if (next === null) break;
    expect(next).toBeGreaterThan(now);
    times.push(next - firstTriedAt);
    now = next;
  }
  expect(times[0]).toBeLessThanOrEqual(5_000);
  expect(times.at(-1)).toBe(retriedFor);
  expect(times.length).toBeGreaterThan(20);
  expect(nextAttempt({ attempts: 1, firstTriedAt, now: firstTriedAt, pause: hour, random: () => 0 })).toBe(
    firstTriedAt + hour,
  );
});

test.each([
  [undefined, null],
  ['120', 120_000],
  ['999999', hour],
  ['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
  ['Thu, 15 Jan 2026 11:00:00 GMT', 0],
  ['soon', null],
])('a Retry-After of %j is a pause of %j', (header, pause) => {
  expect(pauseOf(header, created)).toBe(pause);
});

describe('addresses', () => {
  test.each(['8.8.8.8', '2606:4700::1111', '2001:4860:4860::8888', '::ffff:8.8.8.8'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['255.255.255.255', '224.0.0.1', '::', '::1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '::7f00:1'],
    ...['fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '64:ff9b::a00:1', '2002:a00:1::1'],
    ...['2001::1', '2001:db8::1', 'localhost', ''],
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test('http never goes to the public internet', () => {
    const [http, https] = [new URL('http://a'), new URL('https://a')];
    for (const allowPrivate of [true, false]) {
      expect(refusalOf(http, '8.8.8.8', { allowPrivate })).toMatch('https');
      expect(refusalOf(https, '8.8.8.8', { allowPrivate })).toBeNull();
      expect(refusalOf(https, '10.0.0.1', { allowPrivate }) === null).toBe(allowPrivate);
    }
  });
});

test('a message for Slack escapes what AWS and callers have written', () => {
  const { job, ...rest } = notificationOf('j');
  const message = slackMessage({ ...rest, job: { ...job, jobDescription: '<!channel> & <https://a|b>' } });
  expect(JSON.stringify(message)).toContain('&lt;!channel&gt; &amp; &lt;https://a|b&gt;');
  expect(JSON.stringify(message)).not.toContain('<!channel>');
});

test('the page describes each member of a job and each event, and no other', () => {
  const page = textOf('docs/notifications.md');
  const [, ofJob = ''] = page.split('| member of `data.job` |');
  const members = [...ofJob.matchAll(/^\| (`.+?`) \|/gm)].flatMap(([, names = '']) =>
    names.replaceAll('`', '').split(', '),
  );
  expect(members).toEqual(Object.keys(notificationOf('j').job));
  const events = [...page.matchAll(/^\| `([A-Z_]+)` \| `(job\.\w+)` \|/gm)].map(([, event, type]) => [event, type]);
  expect(events).toEqual(notificationEvents.map((event) => [event, typeOf(event)]));
});

describe('the file of routes', () => {
  const valid = { name: 'a', address: 'https://a.example/x', format: 'slack', events: ['DONE'] };
  const faultsOf = (value: unknown, allowsHttp = false) => {
    const parsed = parseRoutes(typeof value === 'string' ? value : JSON.stringify(value), { allowsHttp });
    return 'faults' in parsed ? parsed.faults : [];
  };

  test('is read with its defaults', () => {
    expect(faultsOf([valid])).toEqual([]);
    expect(routesOf(valid)).toMatchObject([{ name: 'a', filter: {}, format: { kind: 'slack' } }]);
  });

  test.each<[unknown, RegExp]>([
    ['{', /not valid JSON/],
    [[], /at least one route/],
    [[7], /^\[0\] is not an object/],
    [[{ ...valid, name: 'a b' }], /^\[0\]\.name is invalid or missing\. Allowed: 1 to 64/],
    [[valid, valid], /The name a is used twice/],
    [[{ ...valid, events: [] }], /^\[0\]\.events/],
    [[{ ...valid, events: ['READY'] }], /^\[0\]\.events\.0 .*AWAITING_CONFIRMATION, OVERDUE/],
    [[{ ...valid, adress: 'x' }], /^\[0\]\.adress is not a known property/],
    [[{ ...valid, filter: { vault: ['x'] } }], /^\[0\]\.filter\.vault is not a known property/],
    [[{ ...valid, filter: { vaultNames: ['..'] } }], /^\[0\]\.filter\.vaultNames\.0/],
    [[{ ...valid, address: 'http://a.example/x' }], /^\[0\]\.address must begin with https/],
    [[{ ...valid, address: 'HTTP://a.example/x' }], /^\[0\]\.address must begin with https/],
    [[{ ...valid, address: 'https://user:topsecret@a.example/x' }], /^\[0\]\.address is invalid/],
    [[{ ...valid, address: 'a.example/topsecret' }], /^\[0\]\.address is invalid/],
    [[{ ...valid, format: 'standard-webhooks' }], /^\[0\]\.secrets is missing/],
    [[{ ...valid, format: 'standard-webhooks', secrets: ['whsec_topsecret'] }], /^\[0\]\.secrets\.0 is invalid/],
    [[{ ...valid, secrets: [secret] }], /^\[0\]\.secrets has no effect/],
  ])('%j is refused with its place', (value, fault) => {
    const faults = faultsOf(value);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults.join()).not.toMatch(/topsecret|a\.example/);
  });

  test('a filter that selects what is not served is a fault', () => {
    const served = [{ accountId: '111122223333', region: 'us-east-1' }];
    const faults = (filter: object) => unservedFaults(routesOf({ ...valid, filter }), served);
    expect(faults({ regions: ['us-east-1'] })).toEqual([]);
    expect(faults({ regions: ['us-east-2'] })).toEqual([expect.stringMatching('selects us-east-2')]);
    expect(faults({ accountIds: ['000000000000'] })).toHaveLength(1);
  });

  test('every event can be chosen', () => {
    expect(routesOf({ ...valid, events: notificationEvents })[0]?.events.size).toBe(notificationEvents.length);
  });
});
