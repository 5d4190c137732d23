// The parser of events against what AWS sends, and against what it does not send.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchJobStatuses } from '../../src/aws/s3control/enums.ts';
import { parseEvents, parseQueuedEvents } from '../../src/events/parseEvents.ts';
import { notice } from '../sns/createForger.ts';
import { equal } from '../support/equal.ts';
import { account, batchEvent, batchJobId, inEnvelope, restoreEvent, s3Record } from './samples.ts';

const text = JSON.stringify;
const parsed = (value: object) => parseEvents(text(value));
const location = { accountId: account, region: 'us-east-1' };
const restored = {
  kind: 'ObjectRestoreChanged',
  change: 'COMPLETED',
  bucket: 'cold-archive',
  key: 'red flower+1.jpg',
  versionId: null,
  at: new Date('2026-01-15T12:00:00Z'),
  readableUntil: new Date('2026-01-18T00:00:00Z'),
};
const batchChanged = {
  kind: 'events',
  id: 'f1e2d3c4b5a697887766554433221100',
  events: [
    {
      kind: 'BatchJobChanged',
      job: { ...location, jobId: batchJobId },
      status: 'COMPLETE',
      at: new Date('2026-01-15T13:00:00Z'),
    },
  ],
};

describe('a message of AWS', () => {
  test('of Glacier names the job, its end and its vault', () => {
    expect(parseEvents(notice('j-1_A', { CompletionDate: '2026-01-15T13:00:00.000Z' }))).toEqual({
      kind: 'events',
      id: null,
      events: [
        {
          kind: 'GlacierJobEnded',
          job: { ...location, vaultName: 'media-masters', jobId: 'j-1_A' },
          startToken: null,
          at: new Date('2026-01-15T13:00:00Z'),
        },
      ],
    });
  });

  test('of CloudTrail names the Batch job and each status', () => {
    expect(parsed(batchEvent())).toEqual(batchChanged);
    const created = batchEvent('New', {}) as { detail: object };
    expect(parsed({ ...created, detail: { ...created.detail, eventName: 'JobCreated' } })).toMatchObject({
      events: [{ status: 'NEW' }],
    });
    for (const [aws, status] of Object.entries({ ...batchJobStatuses, Renamed: 'OTHER' })) {
      expect(parsed(batchEvent(aws))).toMatchObject({ events: [{ status }] });
    }
  });

  test('of CloudTrail without its own id has that of EventBridge', () => {
    expect(parsed(batchEvent('Complete', {}, { jobEventId: undefined }))).toMatchObject({
      id: '51dc8145-541c-5518-2349-56d7dffdf2d8',
    });
  });

  test.each([
    ['Object Restore Initiated', 'INITIATED'],
    ['Object Restore Completed', 'COMPLETED'],
    ['Object Restore Expired', 'EXPIRED'],
  ])('of EventBridge, %s, names the object', (type, change) => {
    expect(parsed(restoreEvent(type, {}, { 'version-id': 'v1' }))).toEqual({
      kind: 'events',
      id: '6924de0d-13e2-6bbf-c0c1-b903b753565e',
      events: [{ ...restored, change, versionId: 'v1' }],
    });
  });

  test('of S3 names each object of its records, with its key decoded, and leaves out records of other kinds', () => {
    const records = [
      s3Record('ObjectRestore:Post', {}, { versionId: 'v1' }),
      s3Record('ObjectCreated:Put', {}, { key: '%zz' }),
      s3Record(),
      s3Record('ObjectRestore:Delete', {}, { key: 'caf%C3%A9/%E2%82%AC' }),
    ];
    expect(parsed({ Records: records })).toEqual({
      kind: 'events',
      id: null,
      events: [
        { ...restored, change: 'INITIATED', versionId: 'v1', readableUntil: null },
        restored,
        { ...restored, change: 'EXPIRED', key: 'café/€', readableUntil: null },
      ],
    });
  });

  test('keeps its event in an input transformer of a rule, if it is the only one', () => {
    expect(parsed({ note: 'from a rule', event: batchEvent() })).toEqual(batchChanged);
    expect(parsed({ one: batchEvent(), other: batchEvent() })).toEqual({ kind: 'malformed', reason: 'not an event' });
  });

  test.each([
    ['test event of S3', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }],
    ['other event', { Records: [s3Record('ObjectCreated:Put')] }],
    ['other event', { Records: [s3Record('ObjectRestore:Completed', { eventSource: 'aws:ses' })] }],
    ['other event', batchEvent('Complete', { source: 'aws.ec2' })],
    ['other event', batchEvent('Complete', { 'detail-type': 'Object Created' })],
    ['other event', batchEvent('Complete', { detail: { eventName: 'CreateJob' } })],
    ['job in progress', JSON.parse(notice('j', { Completed: false }))],
  ])('without an event that the gateway uses: %s', (reason, value) => {
    expect(parsed(value)).toEqual({ kind: 'unused', reason });
  });
});

describe('a malformed message', () => {
  test.each([
    ['not JSON', 'Hello'],
    ['not an event', 'null'],
    ['not an event', '[]'],
    ['not an event', '{}'],
    ['not an event', text({ Records: ['x'] })],
    ['invalid job', notice('a b')],
    ['not an event', notice('j', { JobId: null })],
    ['invalid account', notice('j', { VaultARN: 'arn:aws:s3:::bucket' })],
    ['invalid vault', notice('j', { VaultARN: `arn:aws:s3:us-east-1:${account}:vaults/v` })],
    ['invalid vault', notice('j', { VaultARN: `arn:aws-cn:glacier:us-east-1:${account}:vaults/v` })],
    ['invalid vault', notice('j', { VaultARN: `arn:aws:glacier:eusc-de-east-1:${account}:vaults/v` })],
    ['invalid vault', notice('j', { VaultARN: `arn:aws:glacier:us-east-1:${account}:vaults/v/w` })],
    ['invalid vault', notice('j', { VaultARN: `arn:aws:glacier:us-east-1:${account}:vaults/..` })],
    ['invalid account', text(batchEvent('Complete', { account: '1111' }))],
    ['invalid region', text(batchEvent('Complete', { region: 'here' }))],
    ['invalid time', text(batchEvent('Complete', { time: '2026-02-31T00:00:00Z' }))],
    ['contradictory location', text(batchEvent('Complete', { account: '444455556666' }))],
    ['contradictory location', text(batchEvent('Complete', { region: 'us-west-2' }))],
    ['contradictory location', text(batchEvent('Complete', {}, { jobArn: undefined }))],
    ['invalid job', text(batchEvent('Complete', {}, { jobId: 'a b' }))],
    ['invalid job', text(batchEvent('Complete', {}, { status: 5 }))],
    ['invalid bucket', text(restoreEvent('Object Restore Expired', { detail: { bucket: { name: 'a/b' } } }))],
    ['invalid key', text(restoreEvent('Object Restore Expired', {}, { key: '' }))],
    ['invalid key', text(restoreEvent('Object Restore Expired', {}, { key: 'é'.repeat(513) }))],
    ['invalid version', text(restoreEvent('Object Restore Expired', {}, { 'version-id': 'a b' }))],
    ['invalid key', text({ Records: [s3Record('ObjectRestore:Post', {}, { key: '%zz' })] })],
    ['invalid key', text({ Records: [s3Record(), s3Record('ObjectRestore:Post', {}, { key: null })] })],
    ['invalid region', text({ Records: [s3Record('ObjectRestore:Post', { awsRegion: '' })] })],
    ['invalid time', text({ Records: [s3Record('ObjectRestore:Post', { eventTime: 5 })] })],
  ])('is refused as a whole: %s', (reason, body) => {
    expect(parseEvents(body)).toEqual({ kind: 'malformed', reason });
  });
});

describe('a message of a queue', () => {
  test('has the envelope of SNS or not', () => {
    const body = text(batchEvent());
    expect(parseQueuedEvents(body)).toEqual(batchChanged);
    expect(parseQueuedEvents(inEnvelope(body))).toEqual(batchChanged);
  });

  test('whose event has no id has that of its envelope', () => {
    expect(parseQueuedEvents(notice('one'))).toMatchObject({ kind: 'events', id: null });
    expect(parseQueuedEvents(inEnvelope(notice('one')))).toMatchObject({ id: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324' });
  });

  test('with an envelope of another kind, or of no event, has none', () => {
    const confirmation = inEnvelope('You have chosen to subscribe', { Type: 'SubscriptionConfirmation' });
    expect(parseQueuedEvents(confirmation)).toEqual({ kind: 'unused', reason: 'other SNS message' });
    expect(parseQueuedEvents(inEnvelope('Hello'))).toEqual({ kind: 'malformed', reason: 'not JSON' });
    expect(parseQueuedEvents(inEnvelope(inEnvelope(text(batchEvent()))))).toMatchObject({ kind: 'malformed' });
    expect(parseQueuedEvents(inEnvelope(notice('one'), { MessageId: 'a b' }))).toMatchObject({ kind: 'malformed' });
  });
});

const samples = [JSON.parse(notice('one')), batchEvent(), restoreEvent(), { Records: [s3Record()] }];

/** The value with something else at one place in it. */
function changedAt(value: unknown, path: readonly number[], to: unknown): unknown {
  const [index, ...rest] = path;
  if (index === undefined || typeof value !== 'object' || value === null) return to;
  const keys = Object.keys(value);
  const key = keys[index % keys.length];
  if (key === undefined) return to;
  const changed = changedAt((value as Record<string, unknown>)[key], rest, to);
  return Array.isArray(value)
    ? value.map((each, at) => (String(at) === key ? changed : each))
    : { ...value, [key]: changed };
}

describe('any message', () => {
  test('that is any JSON, or any event with one changed member, gives events of the right form or a reason', () => {
    const paths = fc.array(fc.nat(20), { maxLength: 5 });
    const altered = fc
      .tuple(fc.constantFrom(...samples), paths, fc.jsonValue())
      .map(([sample, path, to]) => changedAt(sample, path, to));
    fc.assert(
      fc.property(fc.oneof(altered, altered, fc.jsonValue()), fc.boolean(), (value, isWrapped) => {
        const found = parseQueuedEvents(isWrapped ? inEnvelope(text(value)) : text(value));
        if (found.kind !== 'events') return equal(typeof found.reason, 'string');
        for (const event of found.events) {
          if (event.kind === 'ObjectRestoreChanged') {
            equal(
              [event.key === '', /[\s/]/.test(event.bucket), Number.isNaN(event.at.getTime())],
              [false, false, false],
            );
          } else {
            const { accountId, region, jobId } = event.job;
            equal(/^\d{12} [a-z]+(-[a-z]+)+-\d+ [\w-]+$/.test(`${accountId} ${region} ${jobId}`), true);
          }
        }
      }),
    );
  });

  test('of S3 gives back any key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (key) => {
        const encoded = encodeURIComponent(key).replaceAll('%20', '+');
        equal(parsed({ Records: [s3Record('ObjectRestore:Post', {}, { key: encoded })] }), {
          kind: 'events',
          id: null,
          events: [{ ...restored, change: 'INITIATED', key, readableUntil: null }],
        });
      }),
    );
  });
});
