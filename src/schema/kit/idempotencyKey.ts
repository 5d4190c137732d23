// The idempotency key of a start: its input field, its check and what it costs.
import { GatewayError, rejectInput } from '../../core/errors.ts';
import type { VaultKey } from '../../core/location.ts';
import type { CostBasis } from './cost.ts';
import { type GlacierJobRefInput, resolveGlacierJobRef } from './glacierJobRef.ts';
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
    description: `An idempotency key that you choose: 1 to 256 characters (Unicode code points, in NFC), without control or invisible characters, and without white space at the ends. ${guarantee}${more && ` ${more}`} Without a key, every call starts a new job.`,
  });

const maxLength = 256;

/** Control, format, private-use and unassigned characters, half surrogates, line separators, and what displays as nothing. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/**
 * The key in Unicode's form NFC, so that texts that look and mean the same are one key. Null if no key is given. The form of
 * a text without unassigned characters is the same in every version of Unicode.
 */
export function checkIdempotencyKey(given: string | null | undefined): string | null {
  if (given == null) return null;
  const key = given.normalize('NFC');
  const length = [...key].length;
  if (length < 1 || length > maxLength)
    return refuse(`a key has 1 to ${maxLength} characters, and this one has ${length}.`);
  const [character] = unseen.exec(key) ?? [];
  if (character !== undefined) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return refuse(`control, invisible and unassigned characters are not allowed, and this key has U+${code}.`);
  }
  if (key.trim() !== key) return refuse('a key must not begin or end with white space.');
  return key;
}

const refuse = (reason: string): never => rejectInput(['input', 'idempotencyKey'], reason);

/** The search for the job of an earlier start with the same key, in a vault with up to 250 jobs: five pages of ListJobs. */
export const searchCalls = 5;

/** The cost of a start that needs so many calls without a key. */
export const startCalls =
  (calls: (input: StartInput) => number) =>
  ({ input }: { input: StartInput }, basis: CostBasis): number =>
    calls(input) + (input.idempotencyKey == null ? 0 : (knownSearchCalls(input.vault, basis) ?? searchCalls));

/** The cost of the search for the job of an earlier start with this key, in the vault of a job. */
export const searchCallsOf = (key: string | null | undefined, job: GlacierJobRefInput, basis: CostBasis): number =>
  key == null ? 0 : (callsIfKnown(basis, () => resolveGlacierJobRef(basis, job, [])) ?? searchCalls);

const knownSearchCalls = (vault: VaultRefInput, basis: CostBasis): number | null =>
  callsIfKnown(basis, () => vaultNamedBy(basis, vault, []));

/** Null if the vault is unknown, or the reference is wrong, which the mutation reports. */
function callsIfKnown(basis: CostBasis, vaultOf: () => VaultKey): number | null {
  try {
    return basis.known.callsForJobsOf(vaultOf());
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}
