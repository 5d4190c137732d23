// The part of the backend that a caller may see: the accounts and regions in which it may read something. Checks of
// arguments and the default account use it, so that accounts of others are refused like unknown ones.

import { type Access, canSee, fullAccess } from '../access/access.ts';
import { ForbiddenError } from '../core/errors.ts';
import type { Backend, GatewayAccount } from './backend.ts';

const known = new WeakMap<Backend, WeakMap<Access, Backend>>();

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
  const [first, ...others] = backend.accounts.flatMap((account): GatewayAccount[] => {
    const regions = account.regions.filter((region) => canSee(access, { accountId: account.accountId, region }));
    return regions.length > 0 ? [{ ...account, regions }] : [];
  });
  if (!first) throw new ForbiddenError('The policy allows this caller nothing that this gateway serves.');
  return { ...backend, accounts: [first, ...others] };
}
