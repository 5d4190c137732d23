import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../src/storage/redis/codec.ts';
import { parseEvent, parseInterest, parseLastPoll, parseSnapshot } from '../../src/storage/redis/parseStored.ts';
import { anyText } from '../support/anyText.ts';
import { batchJob, batchJobDetails, glacierJob, snapshot } from './records.ts';

const tagLike = fc.constantFrom('$date', '$$date', '$', '$$', '{"$date":0}', '__proto__', 'constructor');
const text = fc.oneof(anyText(), tagLike);
const date = fc.date({ noInvalidDate: true });
const leaf = fc.oneof(
  text,
  date,
  fc.boolean(),
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, tagLike), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('the codec', () => {
  test('restores every value', () => {
    fc.assert(fc.property(value, (given) => isDeepStrictEqual(decode(encode(given)), given)));
  });

  test('restores jobs of both kinds, with dates', () => {
    const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
    fc.assert(
      fc.property(
        optional(text),
        date,
        optional(date),
        fc.maxSafeNat(),
        value,
        (words, then, later, size, anything) => {
          const jobs = [
            glacierJob('a', {
              jobDescription: words,
              creationDate: then,
              completionDate: later,
              archiveSizeInBytes: size,
              inventoryRetrievalParameters: {
                format: 'CSV',
                startDate: then,
                endDate: later,
                limit: size,
                marker: words,
              },
            }),
            batchJob('b', { jobDescription: words, creationDate: then, completionDate: later, priority: size }),
            batchJobDetails('c', { suspendedDate: later, report: { bucket: words, since: then, anything } }),
          ];
          return isDeepStrictEqual(
            jobs.map((job) => decode(encode(job))),
            jobs,
          );
        },
      ),
    );
  });

  test('decodes text that is no JSON to undefined, and cannot set a prototype', () => {
    for (const garbage of ['', '{', 'undefined', '\0']) expect(decode(garbage)).toBeUndefined();
    const decoded = decode('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
    expect(decoded['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
  });
});

describe('a value stored by others', () => {
  test('is parsed or undefined, and never throws', () => {
    const anything = fc.oneof(
      fc.string(),
      value.map(encode),
      value.map((given) => `1 ${encode(given)}`),
    );
    fc.assert(
      fc.property(anything, (given) => {
        for (const read of [parseEvent, parseInterest, parseLastPoll, parseSnapshot]) read(given);
      }),
    );
  });

  test.each([
    ['without a version', '{"jobId":"a","job":null,"details":null}'],
    ['with a version that is none', 'x {"jobId":"a","job":null,"details":null}'],
    ["of no job's id", '1 {"jobId":1,"job":null,"details":null}'],
    ['of a job that is none', '1 {"jobId":"a","job":{},"details":null}'],
    ['with details that are none', '1 {"jobId":"a","job":null,"details":[]}'],
    ['without details', '1 {"jobId":"a","job":null}'],
    ["of another job's id", `1 ${encode({ ...snapshot(glacierJob('a')), jobId: 'b' })}`],
    ['of a job without dates', '1 {"jobId":"a","job":{"kind":"GlacierJob","jobId":"a"},"details":null}'],
    ['of a job from no time', `1 ${encode(snapshot(glacierJob('a', { creationDate: new Date(Number.NaN) })))}`],
    [
      'of a job that ended at no time',
      `1 ${encode(snapshot(glacierJob('a'))).replace('"completionDate":null', '"completionDate":"today"')}`,
    ],
  ])('one %s is no snapshot', (_, given) => {
    expect(parseSnapshot(given)).toBeUndefined();
  });
});
