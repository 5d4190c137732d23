// The part of the backend that a caller may see: the accounts and regions in which it may read something. Checks of
// arguments and the default account use it, so that accounts of others are refused like unknown ones.
import { createHash } from 'node:crypto';
import { type Access, canSee, fullAccess } from '../access/access.ts';
import { ForbiddenError } from '../core/errors.ts';
import type { Backend, GatewayAccount } from './backend.ts';

const known = new WeakMap<Backend, WeakMap<Access, Backend>>();

const views = new WeakMap<Backend, WeakMap<Access, string>>();

/** Equal if callers with this access see the same accounts, regions, vaults and buckets. */
export function viewOf(backend: Backend, access: Access): string {
  const ofBackend = views.get(backend) ?? new WeakMap<Access, string>();
  views.set(backend, ofBackend);
  const view = ofBackend.get(access) ?? describeView(backend, access);
  ofBackend.set(access, view);
  return view;
}

function describeView(backend: Backend, access: Access): string {
  const seen = visibleAccounts(backend, access).map(({ accountId, regions }) => [accountId, ...regions]);
  const digest = createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 32);
  return `${access.key} ${digest}`;
}

/** ForbiddenError if nothing is left. */
export function visibleBackend(backend: Backend, access: Access): Backend {
  if (access === fullAccess) return backend;
  const ofBackend = known.get(backend) ?? new WeakMap<Access, Backend>();
  known.set(backend, ofBackend);
  const narrowed = ofBackend.get(access) ?? narrow(backend, access);
  ofBackend.set(access, narrowed);
  return narrowed;
}

function narrow(backend: Backend, access: Access): Backend {
  const [first, ...others] = visibleAccounts(backend, access);
  if (!first) throw new ForbiddenError('The policy allows this caller nothing that this gateway serves.');
  return { ...backend, accounts: [first, ...others] };
}

const visibleAccounts = ({ accounts }: Backend, access: Access): GatewayAccount[] =>
  accounts.flatMap((account) => {
    const regions = account.regions.filter((region) => canSee(access, { accountId: account.accountId, region }));
    return regions.length > 0 ? [{ ...account, regions }] : [];
  });
