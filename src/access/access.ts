// What somebody may do, and where. Asked in the schema before anything is done, and once more where AWS is called.
import type { Location, VaultKey } from '../aws/location.ts';

/**
 * read: queries and subscriptions. start: jobs that are billed. manage: what can be changed back: confirming, cancelling,
 * priorities, tags, notifications, policies, new vaults. delete: vaults and archives.
 */
export type Action = 'read' | 'start' | 'manage' | 'delete';

/** A vault with all that is in it; or an account and region, with what is in no vault there, as Batch jobs. */
export type Place = Location | VaultKey;

export interface Access {
  /** The same for all who may do the same: they may share what was read. */
  readonly key: string;
  may(action: Action, place: Place): boolean;
}

export const everything: Access = { key: 'everything', may: () => true };
