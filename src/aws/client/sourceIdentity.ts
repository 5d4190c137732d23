// The name under which a caller's writes appear in CloudTrail. Pure.
import { createHash } from 'node:crypto';

const maxIdentityLength = 64;
const hashLength = 16;

/**
 * The name of a caller as STS accepts it: 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -. Different callers have
 * different names: a name that does not fit ends in a comma and a hash, and no other name contains a comma.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function sourceIdentity(callerId: string): string {
  const name = callerId.replace(':', '=');
  if (/^[\w+=.@-]{2,64}$/.test(name)) return name;
  // A long issuer would leave no room for the subject.
  const readable = name
    .replace(/^jwt@[^#]*#/, 'jwt=')
    .replace(/[^\w+=.@-]/g, '-')
    .slice(0, maxIdentityLength - hashLength - 1);
  return `${readable},${createHash('sha256').update(callerId).digest('hex').slice(0, hashLength)}`;
}
