// How a mutation names its target: by a global ID, or by an address, which consists of AWS's own names. An address has no
// default location, so that no client changes a resource of the same name in another account or region.
import { type Backend, isServed } from '../../aws/backend.ts';
import { NotFoundError, rejectInput } from '../../core/errors.ts';
import { isVaultName } from '../../core/isVaultName.ts';
import { type BatchJobKey, batchJobKey, type Location, type VaultKey, vaultArn } from '../../core/location.ts';
import { builder } from './builder.ts';
import { checkOpaqueId, checkVaultName, isOpaqueId, type LocationArguments } from './checks.ts';
import { decodeIdOf } from './globalId.ts';
import { requireLocation } from './requireLocation.ts';

type Path = readonly string[];
type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

const required = 'Required if the gateway serves the caller several locations (see `gateway`).';

const locationFields = (t: InputFields) => ({
  accountId: t.field({ type: 'AccountId', description: `The AWS account. ${required}` }),
  region: t.string({ description: `The AWS region, e.g. us-east-1. ${required}` }),
});

// ---------------------------------------------------------------- locations

const LocationInput = builder.inputType('LocationInput', {
  description:
    'A location: an AWS account and a region. Both fields may be omitted only if the gateway serves the caller one location.',
  fields: locationFields,
});

/** The field of an input that names the location of something new, or of a setting. */
export const locationField = (t: InputFields) =>
  t.field({ type: LocationInput, description: `The account and region. ${required}` });

/** The location of an input with `locationField`. */
export const resolveLocation = (
  backend: Backend,
  location: LocationArguments | null | undefined,
  path: Path = ['input', 'location'],
): Location => requireLocation(backend, location, path);

// ---------------------------------------------------------------- vaults

export interface VaultAddressInput extends LocationArguments {
  name: string;
}

export interface VaultRefInput {
  id?: string | null | undefined;
  address?: VaultAddressInput | null | undefined;
}

export const VaultAddress = builder.inputType('VaultAddress', {
  description: 'A vault by the names that AWS uses: its account, its region and its name.',
  fields: (t) => ({
    ...locationFields(t),
    name: t.string({ required: true, description: 'The name of the vault, 1 to 255 characters. Not its global ID.' }),
  }),
});

export const VaultRef = builder.inputType('VaultRef', {
  description: 'A vault, by its global ID or by its address. Exactly one of the fields is required.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'The global ID of the vault: the value of the field `id` of a `Vault`.' }),
    address: t.field({ type: VaultAddress, description: 'The account, region and name of the vault.' }),
  }),
});

/** The field of an input that names an existing vault. */
export const vaultField = (t: InputFields) =>
  t.field({ type: VaultRef, required: true, description: 'The vault, by its global ID or its address.' });

export const resolveVaultAddress = (backend: Backend, address: VaultAddressInput, path: Path): VaultKey => ({
  ...requireLocation(backend, address, path),
  vaultName: checkVaultName(address.name, [...path, 'name']),
});

/** The vault that a reference names, which may be in a location that the gateway does not serve the caller. */
export function vaultNamedBy(backend: Backend, { id, address }: VaultRefInput, path: Path): VaultKey {
  if (address) return resolveVaultAddress(backend, address, [...path, 'address']);
  const at = [...path, 'id'];
  // GraphQL does not admit a reference without either.
  const key = decodeIdOf('Vault', id ?? rejectInput(at, 'the value is required.'), at);
  if (!key || !isVaultName(key.vaultName)) throw new NotFoundError(`${at.join('.')}: no vault has this ID.`);
  return key;
}

/** The same for a mutation. NotFoundError, as for a missing vault, if the gateway does not serve the caller its location. */
export function resolveVaultRef(backend: Backend, vault: VaultRefInput, path: Path = ['input', 'vault']): VaultKey {
  const key = vaultNamedBy(backend, vault, path);
  if (isServed(backend, key)) return key;
  throw new NotFoundError(`Vault not found for ARN: ${vaultArn(key)}`);
}

// ---------------------------------------------------------------- Batch jobs

export interface BatchJobAddressInput extends LocationArguments {
  jobId: string;
}

export interface BatchJobRefInput {
  id?: string | null | undefined;
  address?: BatchJobAddressInput | null | undefined;
}

const BatchJobAddress = builder.inputType('BatchJobAddress', {
  description: 'An S3 Batch Operations job by the names that AWS uses: its account, its region and its ID.',
  fields: (t) => ({
    ...locationFields(t),
    jobId: t.string({ required: true, description: 'The job ID that AWS assigned. Not the global ID.' }),
  }),
});

const BatchJobRef = builder.inputType('BatchJobRef', {
  description: 'An S3 Batch Operations job, by its global ID or by its address. Exactly one of the fields is required.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'The global ID of the job: the value of the field `id` of a `BatchJob`.' }),
    address: t.field({ type: BatchJobAddress, description: 'The account, region and ID of the job.' }),
  }),
});

/** The field of an input that names a Batch job. */
export const batchJobField = (t: InputFields) =>
  t.field({ type: BatchJobRef, required: true, description: 'The Batch job, by its global ID or its address.' });

/** NotFoundError, as for a missing job, if the gateway does not serve the caller its location. */
export function resolveBatchJobRef(
  backend: Backend,
  { id, address }: BatchJobRefInput,
  path: Path = ['input', 'job'],
): BatchJobKey {
  if (address) {
    const at = [...path, 'address'];
    return { ...requireLocation(backend, address, at), jobId: checkOpaqueId(address.jobId, [...at, 'jobId']) };
  }
  const at = [...path, 'id'];
  // GraphQL does not admit a reference without either.
  return resolveBatchJobId(backend, id ?? rejectInput(at, 'the value is required.'), at);
}

function resolveBatchJobId(backend: Backend, id: string, at: Path): BatchJobKey {
  const key = decodeIdOf('BatchJob', id, at);
  if (!key || !isOpaqueId(key.jobId)) throw new NotFoundError(`${at.join('.')}: no Batch job has this ID.`);
  if (!isServed(backend, key)) throw new NotFoundError(`The specified job does not exist: ${key.jobId}`);
  return key;
}

/** The most jobs that one input names. */
export const maxSelected = 1_000;

export interface JobIdsInput {
  ids?: readonly string[] | null | undefined;
}

/** The jobs of global IDs, each once. NotFoundError, as for a missing job, if the gateway does not serve the caller the location of one. */
export function resolveBatchJobIds(
  backend: Backend,
  ids: readonly string[],
  path: Path = ['input', 'jobs', 'ids'],
): BatchJobKey[] {
  if (ids.length < 1 || ids.length > maxSelected)
    rejectInput(path, `1 to ${maxSelected} IDs are allowed, got ${ids.length}.`);
  const keys = ids.map((id, index) => resolveBatchJobId(backend, id, [...path, String(index)]));
  return [...new Map(keys.map((key) => [batchJobKey(key), key])).values()];
}
