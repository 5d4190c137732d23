// The backend as a caller sees it: with the accounts and regions alone in which they may read something. Whatever checks
// arguments against it, or takes its first account for the one that is meant, refuses foreign ones as it does unknown ones.

import { type Access, canSee, fullAccess } from '../access/access.ts';
import { ForbiddenError } from '../core/errors.ts';
import type { Backend, GatewayAccount } from './backend.ts';

const known = new WeakMap<Backend, WeakMap<Access, Backend>>();

/** ForbiddenError where there is nothing left. */
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
  if (!first) throw new ForbiddenError('The policy gives this caller nothing that is served here.');
  return { ...backend, accounts: [first, ...others] };
}
