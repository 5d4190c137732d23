// Whether the caller who asked for a kept retrieval may still start it. That is decided before each start, which costs money.
import type { Access, Action } from '../access/access.ts';
import { forbiddenError } from '../access/assertAllowed.ts';
import type { Authenticator } from '../access/authenticator.ts';
import { GatewayError } from '../core/errors.ts';
import type { KeptRetrieval } from './keptRetrieval.ts';

const needed: readonly Action[] = ['read', 'start'];

/** What the caller may do now, or why it may not start the retrieval. */
export function startAccess(
  { owner, vault }: Pick<KeptRetrieval, 'owner' | 'vault'>,
  presentAccess: Authenticator['presentAccess'],
): Access | GatewayError {
  try {
    const access = presentAccess(owner);
    const refused = needed.find((action) => !access.allows(action, vault));
    return refused === undefined ? access : forbiddenError(access, refused, vault);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}
