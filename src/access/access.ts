// What somebody may do, and where. Asked in the schema before anything is done, and once more where AWS is called.
import type { Location, VaultKey } from '../core/location.ts';

/**
 * read: queries and subscriptions. start: jobs that are billed. manage: what can be changed back: confirming, cancelling,
 * priorities, tags, notifications, policies, new vaults. delete: vaults and archives.
 */
export type Action = 'read' | 'start' | 'manage' | 'delete';

export const actions: readonly Action[] = ['read', 'start', 'manage', 'delete'];

/** A vault with all that is in it; or an account and region, with what is in no vault there, as Batch jobs. */
export type Resource = Location | VaultKey;

export interface Access {
  /** The same for all who may do the same: they may share what was read. */
  readonly key: string;
  allows(action: Action, place: Resource): boolean;
  /** Whether there can be vaults that may be read; and if so, whether all of them may. */
  vaultsIn(location: Location): 'none' | 'some' | 'all';
  /** Why what may not be done may not, as a sentence for people. */
  readonly reason: string;
}

export const fullAccess: Access = { key: 'everything', allows: () => true, vaultsIn: () => 'all', reason: '' };

/** Whether anything may be read there: what else there is in the account and region is then no secret, but its content. */
export const canSee = (access: Access, location: Location): boolean =>
  access.vaultsIn(location) !== 'none' ||
  access.allows('read', { accountId: location.accountId, region: location.region });

/** For everybody, where callers need not say who they are and AWS is real. */
export const readOnlyAccess: Access = {
  key: 'reading',
  allows: (action) => action === 'read',
  vaultsIn: () => 'all',
  reason:
    'Without authentication this gateway only reads. Configure callers (API_KEYS_FILE or JWT_JWKS_URL, with POLICY_FILE), or set ALLOW_ANONYMOUS_WRITES=1.',
};

/** For whoever was given the address of something in one vault. */
export const readOnlyAccessTo = ({ accountId, region, vaultName }: VaultKey): Access => ({
  key: `reading ${accountId} ${region} ${vaultName}`,
  allows: (action, place) =>
    action === 'read' &&
    place.accountId === accountId &&
    place.region === region &&
    'vaultName' in place &&
    place.vaultName === vaultName,
  vaultsIn: (location) => (location.accountId === accountId && location.region === region ? 'some' : 'none'),
  reason: 'The address is for reading one output.',
});
