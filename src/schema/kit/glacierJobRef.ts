// How a mutation names a Glacier job: by a global ID, or by an address.
import { type Backend, isServed } from '../../aws/backend.ts';
import { NotFoundError, rejectInput } from '../../core/errors.ts';
import { isVaultName } from '../../core/isVaultName.ts';
import { type GlacierJobKey, glacierJobKey } from '../../core/location.ts';
import { builder } from './builder.ts';
import { checkOpaqueId, checkVaultName, isOpaqueId, type LocationArguments } from './checks.ts';
import { decodeIdOf } from './globalId.ts';
import { maxSelected } from './references.ts';
import { requireLocation } from './requireLocation.ts';

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

interface GlacierJobAddressInput extends LocationArguments {
  vaultName: string;
  jobId: string;
}

export interface GlacierJobRefInput {
  id?: string | null | undefined;
  address?: GlacierJobAddressInput | null | undefined;
}

const required = 'Required if the gateway serves the caller several locations (see `gateway`).';

const GlacierJobAddress = builder.inputType('GlacierJobAddress', {
  description: 'A Glacier job by the names that AWS uses: its account, its region, its vault and its ID.',
  fields: (t) => ({
    accountId: t.field({ type: 'AccountId', description: `The AWS account. ${required}` }),
    region: t.string({ description: `The AWS region, e.g. us-east-1. ${required}` }),
    vaultName: t.string({ required: true, description: 'The name of the vault of the job. Not its global ID.' }),
    jobId: t.string({ required: true, description: 'The job ID that AWS assigned. Not the global ID.' }),
  }),
});

const GlacierJobRef = builder.inputType('GlacierJobRef', {
  description: 'A Glacier job, by its global ID or by its address. Exactly one of the fields is required.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'The global ID of the job: the value of the field `id` of a `GlacierJob`.' }),
    address: t.field({ type: GlacierJobAddress, description: 'The account, region, vault and ID of the job.' }),
  }),
});

/** The field of an input that names a Glacier job. */
export const glacierJobField = (t: InputFields) =>
  t.field({ type: GlacierJobRef, required: true, description: 'The Glacier job, by its global ID or its address.' });

/** NotFoundError, as for a missing job, if the gateway does not serve the caller its location. */
export function resolveGlacierJobRef(
  backend: Backend,
  { id, address }: GlacierJobRefInput,
  path: readonly string[] = ['input', 'job'],
): GlacierJobKey {
  if (address) {
    const at = [...path, 'address'];
    return {
      ...requireLocation(backend, address, at),
      vaultName: checkVaultName(address.vaultName, [...at, 'vaultName']),
      jobId: checkOpaqueId(address.jobId, [...at, 'jobId']),
    };
  }
  const at = [...path, 'id'];
  return resolveGlacierJobId(backend, id ?? rejectInput(at, 'the value is required.'), at);
}

function resolveGlacierJobId(backend: Backend, id: string, at: readonly string[]): GlacierJobKey {
  const key = decodeIdOf('GlacierJob', id, at);
  if (!key || !isOpaqueId(key.jobId) || !isVaultName(key.vaultName)) {
    throw new NotFoundError(`${at.join('.')}: no Glacier job has this ID.`);
  }
  if (!isServed(backend, key)) throw new NotFoundError(`The job ID was not found: ${key.jobId}`);
  const { accountId, region, vaultName, jobId } = key;
  return { accountId, region, vaultName, jobId };
}

/** The jobs of global IDs, each once. NotFoundError, as for a missing job, if the gateway does not serve the caller the location of one. */
export function resolveGlacierJobIds(
  backend: Backend,
  ids: readonly string[],
  path: readonly string[] = ['input', 'jobs', 'ids'],
): GlacierJobKey[] {
  if (ids.length < 1 || ids.length > maxSelected)
    rejectInput(path, `1 to ${maxSelected} IDs are allowed, got ${ids.length}.`);
  const keys = ids.map((id, index) => resolveGlacierJobId(backend, id, [...path, String(index)]));
  return [...new Map(keys.map((key) => [glacierJobKey(key), key])).values()];
}
