// The caller of a request or connection. It is determined once and passed to everything done on the caller's behalf.
import { type Access, fullAccess, readOnlyAccess } from './access.ts';
import type { Claims } from './claims.ts';

export interface Caller {
  /** Unique among callers, and the same across requests and instances. For limits, fair queueing and the audit log. */
  readonly id: string;
  readonly access: Access;
  /** When the credential expires, in milliseconds since 1970; null if it does not. */
  readonly expiresAt: number | null;
  /** Identifies the credential if it can be revoked: see Authenticator.isStillValid. */
  readonly credential: string | null;
  /** Of a token: its issuer, and the claims that the policy named; null for a claim that it does not have. */
  readonly claims?: Claims | undefined;
}

/** What is stored of a caller for whom the gateway does something later: see Authenticator.presentAccess. */
export type CallerRecord = Pick<Caller, 'id' | 'credential' | 'claims'>;

/** Every caller, if authentication is off. */
export const anonymous: Caller = { id: 'anonymous', access: fullAccess, expiresAt: null, credential: null };

/** Every caller, if authentication is off and the backend is AWS. */
export const anonymousReader: Caller = { ...anonymous, access: readOnlyAccess };

/** The gateway itself: it polls jobs on behalf of all subscribers. */
export const gatewayItself: Caller = { ...anonymous, id: 'gateway' };

/** How callers authenticate. */
export type CallerKind = 'ANONYMOUS' | 'API_KEY' | 'TOKEN';

export const apiKeyCallerId = (name: string): string => `key:${name}`;

/** With an issuer, subjects of different issuers are different callers. The issuer ends at the first `#`. */
export const tokenCallerId = (subject: string, issuer: string | null): string =>
  issuer === null ? `jwt:${subject}` : `jwt@${issuer.replace(/[#%]/g, encodeURIComponent)}#${subject}`;

/** Who a caller is: the name of an API key or the subject of a token. */
export function identityOf({ id }: Pick<Caller, 'id'>): { kind: CallerKind; name: string | null } {
  const [, scheme, name] = /^(key|jwt)(?::|@[^#]*#)(.*)$/s.exec(id) ?? [];
  if (scheme === undefined || name === undefined) return { kind: 'ANONYMOUS', name: null };
  return { kind: scheme === 'key' ? 'API_KEY' : 'TOKEN', name };
}
