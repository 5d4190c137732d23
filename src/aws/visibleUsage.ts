// The AWS calls of an operation, as its caller may know them. The list of the vaults of a location is read to its end, or up to
// a vault, whoever may read how much of it: the number of calls would reveal how many other vaults there are.
import type { Access } from '../access/access.ts';
import type { Backend } from './backend.ts';
import { servedLocations } from './backend.ts';
import type { AwsUsage } from './client/awsSession.ts';

/** Vaults are looked up in the list or one by one, whatever costs less. */
const lookups = ['glacier.ListVaults', 'glacier.DescribeVault'];

/** What was found before, by access and backend. */
const known = new WeakMap<Access, WeakMap<Backend, boolean>>();

/** Without the lookups of vaults if the caller may read some of the vaults of a location, and not all. */
export function visibleUsage(usage: AwsUsage, backend: Backend, access: Access): AwsUsage {
  if (!readsSomeVaults(backend, access)) return usage;
  const byOperation = Object.fromEntries(Object.entries(usage.byOperation).filter(([name]) => !lookups.includes(name)));
  const hidden = lookups.reduce((sum, name) => sum + (usage.byOperation[name] ?? 0), 0);
  return { ...usage, byOperation, calls: usage.calls - hidden };
}

function readsSomeVaults(backend: Backend, access: Access): boolean {
  const ofAccess = known.get(access) ?? new WeakMap<Backend, boolean>();
  known.set(access, ofAccess);
  const readsSome =
    ofAccess.get(backend) ?? servedLocations(backend).some((location) => access.vaultsIn(location) === 'some');
  ofAccess.set(backend, readsSome);
  return readsSome;
}
