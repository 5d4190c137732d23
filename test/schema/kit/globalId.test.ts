import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchJobId, decodeId, glacierJobId, locationId, vaultId } from '../../../src/schema/kit/globalId.ts';

const word = (pattern: RegExp) => fc.stringMatching(pattern);
const vaults = fc.record({
  accountId: word(/^\d{12}$/),
  region: word(/^[a-z]{2}-[a-z]{4,9}-\d$/),
  vaultName: word(/^[A-Za-z0-9_.-]{1,40}$/),
});
const jobs = fc.tuple(vaults, word(/^[A-Za-z0-9_-]{1,92}$/)).map(([vault, jobId]) => ({ ...vault, jobId }));

describe('a global ID', () => {
  test('contains the whole key of its object', () => {
    fc.assert(
      fc.property(vaults, (vault) => void expect(decodeId(vaultId(vault), [])).toEqual({ type: 'Vault', ...vault })),
    );
    fc.assert(
      fc.property(jobs, (job) => void expect(decodeId(glacierJobId(job), [])).toEqual({ type: 'GlacierJob', ...job })),
    );
    fc.assert(
      fc.property(jobs, ({ vaultName: _, ...job }) => {
        const { accountId, region } = job;
        expect(decodeId(batchJobId(job), [])).toEqual({ type: 'BatchJob', ...job });
        expect(decodeId(locationId(job), [])).toEqual({ type: 'Location', accountId, region });
      }),
    );
  });

  test('that the gateway did not create is rejected with the name of the argument', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (id) => void expect(() => decodeId(id, ['ids', '3'])).toThrow(/^ids\.3: this is not a global ID/),
      ),
    );
  });

  test('that was altered belongs to no object', () => {
    const altered = fc.tuple(jobs, fc.nat(), fc.constantFrom(...'ABCxyz019_-'));
    const outcome = (id: string) => {
      try {
        return decodeId(id, []);
      } catch {
        return null;
      }
    };
    fc.assert(
      fc.property(altered, ([job, at, letter]) => {
        const id = glacierJobId(job);
        const other = id.slice(0, at % id.length) + letter + id.slice((at % id.length) + 1);
        expect(outcome(other)).toEqual(other === id ? { type: 'GlacierJob', ...job } : null);
        expect(outcome(id.slice(0, at % id.length))).toBeNull();
      }),
    );
  });

  const encode = (text: string) => Buffer.from(text).toString('base64url');

  /** FNV-1a as it is published, in base 36. */
  const checkOf = (text: string) =>
    [...text]
      .reduce((hash, letter) => ((hash ^ BigInt(letter.charCodeAt(0))) * 16777619n) % 2n ** 32n, 2166136261n)
      .toString(36);

  test('ends with the checksum of its text', () => {
    const location = { accountId: '111122223333', region: 'us-east-1' };
    expect(locationId(location)).toBe('MSBMb2NhdGlvbiAxMTExMjIyMjMzMzMgdXMtZWFzdC0xIHozMHFreA');
    fc.assert(
      fc.property(jobs, (job) => {
        const text = `1 GlacierJob ${job.accountId} ${job.region} ${job.vaultName} ${job.jobId}`;
        expect(glacierJobId(job)).toBe(encode(`${text} ${checkOf(text)}`));
      }),
    );
  });

  test('with bytes that are no UTF-8 belongs to no object, whatever its checksum', () => {
    const text = '1 Vault 111122223333 us-east-1 photo\ufffd';
    const check = Buffer.from(` ${checkOf(text)}`);
    const bytes = Buffer.from('1 Vault 111122223333 us-east-1 photo');
    expect(decodeId(Buffer.concat([bytes, Buffer.from([0xff]), check]).toString('base64url'), [])).toBeNull();
    expect(decodeId(encode(`${text}${check}`), [])).toMatchObject({ vaultName: 'photo\ufffd' });
  });

  test.each([
    ['of another version', encode('2 Vault 111122223333 us-east-1 photos x')],
    ['of an unknown type', encode('1 Bucket 111122223333 us-east-1 photos x')],
    ['with a part too many', encode('1 Vault 111122223333 us-east-1 photos extra x')],
    ['with a part too few', encode('1 GlacierJob 111122223333 us-east-1 photos x')],
    ['of a location with a part too many', encode('1 Location 111122223333 us-east-1 photos x')],
    ['of a location with a part too few', encode('1 Location 111122223333 x')],
    ['with an empty part', encode('1 Vault 111122223333  photos x')],
    ['with padding', `${encode('1 Vault 111122223333 us-east-1 photo x')}==`],
    ['in another alphabet', Buffer.from('1 Vault 111122223333 us-east-1 ???>>> x').toString('base64')],
    ['that is empty', ''],
  ])('%s is rejected', (_, id) => {
    expect(() => decodeId(id, ['id'])).toThrow('id: this is not a global ID');
  });
});
