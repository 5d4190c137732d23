// Whether a job is recognized by what AWS describes of it, for all arguments of all kinds of starts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GlacierJobRecord } from '../../src/aws/glacier/glacierJob.ts';
import { createStartKeys } from '../../src/starts/createStartKeys.ts';
import { requestedJob, type StartParameters } from '../../src/starts/requestedJob.ts';
import { requestedArguments, sharedArguments } from '../../src/starts/startArguments.ts';
import { startClaim, type TokenIdentity } from '../../src/starts/startClaim.ts';
import { equal } from '../support/equal.ts';

const keys = createStartKeys('a secret');
const otherKeys = createStartKeys('another secret');
const vault = { accountId: '111122223333', region: 'us-east-1', vaultName: 'photos' };
const id = 'A'.repeat(20);
const archiveSize = 4096;

function identityOf(parameters: StartParameters, compared: TokenIdentity['compared'] = (all) => all): TokenIdentity {
  const marker = parameters.InventoryRetrievalParameters?.Marker ?? null;
  const fingerprint = keys.fingerprintOf(id, compared(requestedArguments(vault, parameters)));
  return { id, fingerprint, marker, compared };
}

/** The job as AWS describes it, with this token. */
function describedJob(parameters: StartParameters, startToken: string, nextMarker: string | null): GlacierJobRecord {
  const started = { jobId: 'job', location: '', jobOutputPath: null, startedAt: 1 };
  const job = requestedJob(vault, started, parameters);
  const { inventoryRetrievalParameters: inventory } = job;
  const isArchive = parameters.Type === 'archive-retrieval';
  return {
    ...job,
    startToken,
    jobDescription: job.jobDescription?.trim() || null,
    inventoryRetrievalParameters: inventory && { ...inventory, marker: nextMarker },
    archiveSizeInBytes: isArchive ? archiveSize : null,
    retrievalByteRange: isArchive ? (job.retrievalByteRange ?? { start: 0, end: archiveSize - 1 }) : null,
  };
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const word = fc.constantFrom('a', 'b', 'a b');
const common = {
  Description: maybe(fc.constantFrom('', ' ', 'a', ' a', 'b [gg:x]')),
  SNSTopic: maybe(fc.constantFrom('arn:aws:sns:us-east-1:111122223333:a', 'arn:aws:sns:us-east-1:111122223333:b')),
};
const tier = fc.constantFrom('Expedited', 'Standard', 'Bulk');
const parametersOf: fc.Arbitrary<StartParameters> = fc.oneof(
  fc.record({
    ...common,
    Type: fc.constant('archive-retrieval'),
    ArchiveId: word,
    Tier: tier,
    RetrievalByteRange: maybe(fc.constantFrom('0-1023', '1024-2047', `0-${archiveSize - 1}`)),
  }),
  fc.record({
    ...common,
    Type: fc.constant('inventory-retrieval'),
    Format: fc.constantFrom('JSON', 'CSV'),
    InventoryRetrievalParameters: maybe(
      fc.record({
        StartDate: maybe(fc.constantFrom('2026-01-01T00:00:00Z', '2025-01-01T00:00:00Z')),
        EndDate: maybe(fc.constant('2026-02-01T00:00:00Z')),
        Limit: maybe(fc.constantFrom('1', '20')),
        Marker: maybe(word),
      }),
    ),
  }),
  fc.record({
    ...common,
    Type: fc.constant('select'),
    ArchiveId: word,
    Tier: tier,
    SelectParameters: fc.record({
      Expression: word,
      InputSerialization: maybe(fc.constant({ csv: { Comments: '#' } })),
    }),
    OutputLocation: fc.record({
      S3: fc.record({
        BucketName: word,
        Tagging: maybe(fc.dictionary(fc.constantFrom('a', 'b', 'c'), word, { minKeys: 1 })),
        CannedACL: maybe(fc.constantFrom('private' as const, 'public-read' as const)),
      }),
    }),
  }),
);
const markers = fc.option(word, { nil: null });

describe('the claim of a job with a start token', () => {
  test('is its own for the start that made it, running and ended', () => {
    fc.assert(
      fc.property(parametersOf, markers, (parameters, nextMarker) => {
        const identity = identityOf(parameters);
        const job = describedJob(parameters, id + identity.fingerprint, nextMarker);
        equal(startClaim(keys, identity, job), 'own');
        equal(startClaim(otherKeys, identity, job), 'copied');
      }),
      { seed: 1512, numRuns: 1_000 },
    );
  });

  test('is never its own for a start with other arguments, and a copied token is found out', () => {
    let others = 0;
    fc.assert(
      fc.property(parametersOf, parametersOf, markers, (ours, theirs, nextMarker) => {
        const [identity, other] = [identityOf(ours), identityOf(theirs)];
        if (identity.fingerprint === other.fingerprint) return;
        const honest = describedJob(theirs, id + other.fingerprint, nextMarker);
        expect(startClaim(keys, identity, honest)).not.toBe('own');
        if (other.marker === null) equal(startClaim(keys, { ...identity, marker: null }, honest), 'otherArguments');
        // Another marker, and the whole archive as a range or not, are all that AWS does not describe.
        const described = (parameters: StartParameters) => describedJob(parameters, '', null);
        if (JSON.stringify(described(ours)) === JSON.stringify(described(theirs))) return;
        others += 1;
        const copy = describedJob(theirs, id + identity.fingerprint, nextMarker);
        equal(startClaim(keys, identity, copy), 'copied');
      }),
      { seed: 1513, numRuns: 2_000 },
    );
    expect(others).toBeGreaterThan(1_000);
  });

  test('of a start for all callers does not depend on the topic', () => {
    const parameters = { Type: 'inventory-retrieval', Format: 'JSON' };
    const identity = identityOf(parameters, sharedArguments);
    const claimOf = (job: StartParameters) =>
      startClaim(keys, identity, describedJob(job, id + identity.fingerprint, null));
    expect(claimOf({ ...parameters, SNSTopic: 'arn:aws:sns:us-east-1:111122223333:a' })).toBe('own');
    expect(claimOf({ ...parameters, Format: 'CSV' })).toBe('copied');
    expect(claimOf({ ...parameters, InventoryRetrievalParameters: { Limit: '1' } })).toBe('copied');
  });

  test('is none without the token of the start', () => {
    const parameters = { Type: 'inventory-retrieval' };
    const identity = identityOf(parameters);
    const job = describedJob(parameters, `B${id}`, null);
    for (const startToken of [null, '', `B${id}`])
      expect(startClaim(keys, identity, { ...job, startToken })).toBeNull();
  });
});
