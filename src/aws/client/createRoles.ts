// The credentials of the roles that the gateway assumes: one for each role, and, in accounts with `sourceIdentity`, one for each
// caller. A role whose settings stay the same keeps its credentials when the accounts are reloaded.
import { LRUCache } from 'lru-cache';
import type { ConfiguredAccount } from '../../config/parseAccounts.ts';
import type { AssumedRole, RoleServices } from './assumedCredentials.ts';
import type { Credentials } from './credentials.ts';
import { sourceIdentity } from './sourceIdentity.ts';

export interface RolesSettings extends RoleServices {
  stsEndpoint: string | undefined;
}

/** Of the roles of some accounts. */
export interface Roles {
  /** Those of the account's role; without one, the gateway's own. */
  credentialsOf(account: ConfiguredAccount): Credentials;
  /** The same under the name of a caller; undefined if the account does not distinguish callers. */
  credentialsFor(account: ConfiguredAccount | undefined, callerId: string): Credentials | undefined;
}

type AssumeRole = (role: AssumedRole) => Credentials;

/** How many callers' credentials are cached. */
const callersKept = 500;

/** The result makes the roles of the accounts. The code that assumes roles is loaded only if there is one. */
export function createRoles(
  own: Credentials,
  settings: RolesSettings,
): (accounts: readonly ConfiguredAccount[]) => Promise<Roles> {
  let known = new Map<string, Credentials>();
  const ofCallers = new LRUCache<string, Credentials>({ max: callersKept });
  const roleOf = ({ roleArn, externalId, regions: [region = 'us-east-1'] }: ConfiguredAccount) =>
    roleArn === undefined ? null : { roleArn, externalId, region, stsEndpoint: settings.stsEndpoint };

  return async (accounts) => {
    const roles = accounts.map(roleOf).filter((role) => role !== null);
    const assume = roles.length > 0 ? await loadAssume(own, settings) : null;
    if (assume) {
      const all = roles.map((role) => [JSON.stringify(role), role] as const);
      known = new Map(all.map(([key, role]) => [key, known.get(key) ?? assume(role)]));
    }
    const assumed = known;
    return {
      credentialsOf: (account) => assumed.get(JSON.stringify(roleOf(account))) ?? own,
      credentialsFor: (account, callerId) => {
        const role = account?.sourceIdentity ? roleOf(account) : null;
        if (!role || !assume) return undefined;
        const named = { ...role, sourceIdentity: sourceIdentity(callerId) };
        const key = JSON.stringify([role, callerId]);
        const credentials = ofCallers.get(key) ?? assume(named);
        ofCallers.set(key, credentials);
        return credentials;
      },
    };
  };
}

async function loadAssume(own: Credentials, settings: RolesSettings): Promise<AssumeRole> {
  const { assumedCredentials } = await import('./assumedCredentials.ts');
  return (role) => assumedCredentials(own, role, settings);
}
