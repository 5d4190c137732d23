// References: which vault or Batch job an input names, and which inputs name none.
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/aws/backend.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { GatewayError, InvalidInputError } from '../../../src/core/errors.ts';
import { batchJobId, glacierJobId, vaultId } from '../../../src/schema/kit/globalId.ts';
import {
  resolveBatchJobRef,
  resolveLocation,
  resolveVaultAddress,
  resolveVaultRef,
} from '../../../src/schema/kit/references.ts';

type Accounts = Backend['accounts'];

const backendOf = (...accounts: [Accounts[0], ...Accounts[0][]]): Backend => ({
  kind: 'AWS',
  accounts,
  clock: systemClock,
  endpoints: () => ({}),
  credentials: () => undefined,
});

const one = backendOf({ accountId: '111122223333', name: null, regions: ['us-east-1'] });
const several = backendOf(
  { accountId: '111122223333', name: null, regions: ['us-east-1', 'us-west-2'] },
  { accountId: '444455556666', name: null, regions: ['eu-west-1'] },
);
const west = { accountId: '111122223333', region: 'us-west-2' };
const locations = '111122223333 us-east-1, 111122223333 us-west-2, 444455556666 eu-west-1';

/** The path and message of an error, or its code if it has no path. */
function refusal(resolve: () => unknown): string {
  try {
    resolve();
  } catch (error) {
    if (error instanceof InvalidInputError) {
      expect(error.message).toMatch(`${error.inputPath.join('.')}: `);
      return error.message;
    }
    if (error instanceof GatewayError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('no error was thrown');
}

describe('a location', () => {
  test('may be omitted if there is one', () => {
    const only = { accountId: '111122223333', region: 'us-east-1' };
    for (const given of [null, undefined, {}, { accountId: only.accountId }, { region: only.region }, only]) {
      expect(resolveLocation(one, given)).toEqual(only);
      expect(resolveVaultAddress(one, { ...given, name: 'photos' }, [])).toEqual({ ...only, vaultName: 'photos' });
      expect(resolveVaultRef(one, { address: { ...given, name: 'photos' } })).toEqual({ ...only, vaultName: 'photos' });
      expect(resolveBatchJobRef(one, { address: { ...given, jobId: 'j' } })).toEqual({ ...only, jobId: 'j' });
    }
  });

  test('is required in full if there are several, even if only one fits', () => {
    const required = `the value is required, because the gateway serves several locations: ${locations}.`;
    for (const omitted of [null, undefined]) {
      expect(refusal(() => resolveLocation(several, omitted))).toBe(`input.location: ${required}`);
    }
    const cases = [
      [{}, 'accountId'],
      [{ region: 'eu-west-1' }, 'accountId'],
      [{ accountId: null, region: 'us-west-2' }, 'accountId'],
      [{ accountId: '444455556666' }, 'region'],
      [{ accountId: '111122223333', region: null }, 'region'],
    ] as const;
    for (const [given, missing] of cases) {
      expect(refusal(() => resolveLocation(several, given))).toBe(`input.location.${missing}: ${required}`);
      expect(refusal(() => resolveVaultAddress(several, { ...given, name: 'v' }, ['input', 'vault']))).toBe(
        `input.vault.${missing}: ${required}`,
      );
      expect(refusal(() => resolveVaultRef(several, { address: { ...given, name: 'v' } }))).toBe(
        `input.vault.address.${missing}: ${required}`,
      );
      expect(refusal(() => resolveBatchJobRef(several, { address: { ...given, jobId: 'j' } }))).toBe(
        `input.job.address.${missing}: ${required}`,
      );
    }
    expect(resolveLocation(several, west)).toEqual(west);
  });

  test('that is not served is refused, also if there is only one', () => {
    for (const backend of [one, several]) {
      expect(refusal(() => resolveLocation(backend, { ...west, accountId: '999999999999' }))).toMatch(
        /^input\.location\.accountId: unknown account; configured accounts: 111122223333/,
      );
      expect(refusal(() => resolveLocation(backend, { ...west, region: 'eu-west-1' }))).toMatch(
        /^input\.location\.region: unknown region of the account; configured regions: us-east-1/,
      );
    }
  });

  test('is listed up to a length', () => {
    const regions = Array.from({ length: 30 }, (_, index) => `us-east-${index}`);
    expect(refusal(() => resolveLocation(backendOf({ accountId: '111122223333', name: null, regions }), null))).toMatch(
      /us-east-19 and 10 more\.$/,
    );
  });
});

describe('a global ID', () => {
  const vault = { ...west, vaultName: 'photos' };
  const batchJob = { ...west, jobId: '00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c' };
  const glacierJob = {
    ...vault,
    jobId: 'HkF9p6o7yjhFx-K3CGl6fuSm6VzW9T7esGQfco8nUXVYwS0jlb5gq1JZ55yHgt5vP54ZShjoQzQVVh7vEXAMPLEjobID',
  };

  test('names its vault or Batch job in its location', () => {
    expect(resolveVaultRef(several, { id: vaultId(vault) })).toMatchObject(vault);
    expect(resolveBatchJobRef(several, { id: batchJobId(batchJob) })).toMatchObject(batchJob);
  });

  test('of another kind is refused with both kinds', () => {
    const cases = [
      [
        () => resolveVaultRef(several, { id: glacierJobId(glacierJob) }),
        'input.vault.id: this is the ID of a Glacier job, not of a vault.',
      ],
      [
        () => resolveVaultRef(several, { id: batchJobId(batchJob) }),
        'input.vault.id: this is the ID of a Batch job, not of a vault.',
      ],
      [
        () => resolveBatchJobRef(several, { id: vaultId(vault) }),
        'input.job.id: this is the ID of a vault, not of a Batch job.',
      ],
      [
        () => resolveBatchJobRef(several, { id: glacierJobId(glacierJob) }),
        'input.job.id: this is the ID of a Glacier job, not of a Batch job.',
      ],
    ] as const;
    for (const [resolve, message] of cases) expect(refusal(resolve)).toBe(message);
  });

  test('is not what AWS calls the resource', () => {
    const reason =
      'this is not a global ID. Use the value of a field `id`; IDs, names and ARNs of AWS are not accepted here.';
    const names = [
      'photos',
      'arn:aws:glacier:us-west-2:111122223333:vaults/photos',
      glacierJob.jobId,
      batchJob.jobId,
      '',
    ];
    for (const id of names) {
      expect(refusal(() => resolveVaultRef(several, { id }))).toBe(`input.vault.id: ${reason}`);
      expect(refusal(() => resolveBatchJobRef(several, { id }))).toBe(`input.job.id: ${reason}`);
    }
  });

  test('is refused in an address, whatever it identifies', () => {
    const cases = [
      ['a vault', vaultId(vault)],
      ['a Glacier job', glacierJobId(glacierJob)],
      ['a Batch job', batchJobId(batchJob)],
    ];
    for (const [kind, id = ''] of cases) {
      expect(refusal(() => resolveVaultRef(several, { address: { ...west, name: id } }))).toBe(
        `input.vault.address.name: this is the global ID of ${kind}; the value must be the name of a vault.`,
      );
      expect(refusal(() => resolveBatchJobRef(several, { address: { ...west, jobId: id } }))).toBe(
        `input.job.address.jobId: this is the global ID of ${kind}; the value must be the ID that AWS assigned.`,
      );
    }
  });

  test('of something that cannot exist, or of another location, is not found', () => {
    const broken = (id: string) => Buffer.from(`${Buffer.from(id, 'base64url')}x`).toString('base64url');
    const elsewhere = { accountId: '999999999999' };
    const cases = [
      () => resolveVaultRef(several, { id: broken(vaultId(vault)) }),
      () => resolveVaultRef(several, { id: vaultId({ ...vault, vaultName: '../photos' }) }),
      () => resolveVaultRef(several, { id: vaultId({ ...vault, ...elsewhere }) }),
      () => resolveVaultRef(one, { id: vaultId(vault) }),
      () => resolveBatchJobRef(several, { id: broken(batchJobId(batchJob)) }),
      () => resolveBatchJobRef(several, { id: batchJobId({ ...batchJob, jobId: '../job' }) }),
      () => resolveBatchJobRef(several, { id: batchJobId({ ...batchJob, ...elsewhere }) }),
      () => resolveBatchJobRef(one, { id: batchJobId(batchJob) }),
    ];
    for (const resolve of cases) expect(refusal(resolve)).toMatch(/^NOT_FOUND /);
  });
});
