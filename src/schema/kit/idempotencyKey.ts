// The idempotency key of a start: its input field, its check and what it costs.
import { GatewayError, InvalidInputError } from '../../core/errors.ts';
import type { CostBasis } from './cost.ts';
import { type VaultRefInput, type vaultField, vaultNamedBy } from './references.ts';

type InputFields = Parameters<typeof vaultField>[0];

interface StartInput {
  vault: VaultRefInput;
  idempotencyKey?: string | null;
  archiveIds?: readonly string[];
}

const guarantee =
  'Repeating the mutation with the same key and input within 48 hours returns the same job and never starts a second one. This also holds after a lost response, a crash, or on another instance. The same key with other input is an IdempotencyError. A key belongs to one caller and one mutation in one account and region.';

export const idempotencyKeyField = (t: InputFields, more = '') =>
  t.string({
    description: `An idempotency key that you choose: 1 to 256 characters of printable ASCII. ${guarantee}${more && ` ${more}`} Without a key, every call starts a new job.`,
  });

/** Null if no key is given. */
export function checkIdempotencyKey(key: string | null | undefined): string | null {
  if (key == null) return null;
  if (/^[\x20-\x7e]{1,256}$/.test(key)) return key;
  throw new InvalidInputError(
    ['input', 'idempotencyKey'],
    'input.idempotencyKey: a key has 1 to 256 characters of printable ASCII (0x20-0x7E).',
  );
}

/** The search for the job of an earlier start with the same key, in a vault with up to 250 jobs: five pages of ListJobs. */
const searchCalls = 5;

/** The cost of a start that needs so many calls without a key. */
export const startCalls =
  (calls: (input: StartInput) => number) =>
  ({ input }: { input: StartInput }, basis: CostBasis): number =>
    calls(input) + (input.idempotencyKey == null ? 0 : (knownSearchCalls(input.vault, basis) ?? searchCalls));

/** Null if the vault is unknown, or the reference is wrong, which the mutation reports. */
function knownSearchCalls(vault: VaultRefInput, basis: CostBasis): number | null {
  try {
    return basis.known.callsForJobsOf(vaultNamedBy(basis, vault, []));
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}
