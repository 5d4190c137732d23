// The location of a mutation. It has no default, unless the gateway serves the caller a single location.
import { type Backend, servedLocations } from '../../aws/backend.ts';
import { rejectInput } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { checkLocation, type LocationArguments } from './checks.ts';

/** Longer lists are truncated. */
const maxListed = 20;

function listOf(locations: readonly Location[]): string {
  const listed = locations.slice(0, maxListed).map(({ accountId, region }) => `${accountId} ${region}`);
  const more = locations.length - listed.length;
  return more > 0 ? `${listed.join(', ')} and ${more} more` : listed.join(', ');
}

export function requireLocation(
  backend: Backend,
  given: LocationArguments | null | undefined,
  path: readonly string[],
): Location {
  const served = servedLocations(backend);
  if (served.length > 1) {
    const reason = `the value is required, because the gateway serves several locations: ${listOf(served)}.`;
    if (!given) return rejectInput(path, reason);
    if (given.accountId == null) rejectInput([...path, 'accountId'], reason);
    if (given.region == null) rejectInput([...path, 'region'], reason);
  }
  return checkLocation(backend, given ?? {}, path);
}
