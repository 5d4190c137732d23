// The permissions of a caller: which actions are allowed, and where. The schema checks them before it does anything, and
// the AWS client checks them again before each call.
import type { BucketKey, Location, VaultKey } from '../core/location.ts';

/**
 * read: queries and subscriptions. start: jobs that are billed. manage: reversible changes: confirm, cancel, priorities,
 * tags, notifications, policies, new vaults. delete: vaults and archives. write: objects of a bucket.
 */
export type Action = 'read' | 'start' | 'manage' | 'delete' | 'write';

/** On vaults, and on what is outside of vaults and buckets. */
export const actions: readonly Action[] = ['read', 'start', 'manage', 'delete'];

/** On the objects of a bucket. */
export const bucketActions: readonly Action[] = ['read', 'write'];

/** A vault with its content, a bucket with its objects, or an account and region with everything else, such as Batch jobs. */
export type Resource = Location | VaultKey | BucketKey;

export const actionsOn = (resource: Resource): readonly Action[] =>
  'bucketName' in resource ? bucketActions : actions;

/** In the place of a region: the resource is a bucket. */
export const bucketMark = 's3';

/** What a rule with this pattern of resources can allow or deny. */
export const actionsOfPattern = (resource: string): readonly Action[] =>
  resource.split('/')[1] === bucketMark ? bucketActions : actions;

export interface Access {
  /** Equal for callers with equal permissions. They may share what was read. */
  readonly key: string;
  allows(action: Action, resource: Resource): boolean;
  /** How many of the vaults there may be read. */
  vaultsIn(location: Location): 'none' | 'some' | 'all';
  /** The account that must own a bucket, so that the caller may read it: this one, or another that a more specific rule names. */
  ownerOf(bucketName: string, accountId: string): string;
  /** Why an action is refused, as a sentence for users. */
  readonly reason: string;
}

/** The actions that are allowed on the resource, in their order. */
export const allowedActions = (access: Access, resource: Resource): Action[] =>
  actionsOn(resource).filter((action) => access.allows(action, resource));

const sameAccount: Access['ownerOf'] = (_, accountId) => accountId;

export const fullAccess: Access = {
  key: 'everything',
  allows: () => true,
  vaultsIn: () => 'all',
  ownerOf: sameAccount,
  reason: '',
};

/** Whether anything may be read there. Then the existence of the account's other resources in the region is no secret. */
export const canSee = (access: Access, location: Location): boolean =>
  access.vaultsIn(location) !== 'none' ||
  access.allows('read', { accountId: location.accountId, region: location.region });

/** Access of anonymous callers when the backend is AWS. */
export const readOnlyAccess: Access = {
  key: 'reading',
  allows: (action) => action === 'read',
  vaultsIn: () => 'all',
  ownerOf: sameAccount,
  reason:
    'Without authentication this gateway is read-only. Configure authentication (API_KEYS_FILE or JWT_JWKS_URL, with POLICY_FILE), or set ALLOW_ANONYMOUS_WRITES=1.',
};

/** Access through a signed download URL: read one vault. */
export const readOnlyAccessTo = (vault: VaultKey): Access => ({
  ...accessTo(vault, ['read']),
  reason: 'This URL only allows the download of one output.',
});

/** Access to one vault, for these actions. */
const accessTo = ({ accountId, region, vaultName }: VaultKey, allowed: readonly Action[]): Access => ({
  key: `${allowed.join('+')} in ${accountId} ${region} ${vaultName}`,
  allows: (action, resource) =>
    allowed.includes(action) &&
    'vaultName' in resource &&
    resource.accountId === accountId &&
    resource.region === region &&
    resource.vaultName === vaultName,
  vaultsIn: (location) => (location.accountId === accountId && location.region === region ? 'some' : 'none'),
  ownerOf: sameAccount,
  reason: '',
});
