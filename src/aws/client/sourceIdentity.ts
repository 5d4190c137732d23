// The name of a caller as STS takes it: 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -. Different callers have
// different names: what does not fit is told by a comma and a hash, and no other name has a comma.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
import { createHash } from 'node:crypto';

const longest = 64;
const hashLength = 16;

export function sourceIdentity(callerId: string): string {
  const name = callerId.replace(':', '=');
  if (/^[\w+=.@-]{2,64}$/.test(name)) return name;
  const readable = name.replace(/[^\w+=.@-]/g, '-').slice(0, longest - hashLength - 1);
  return `${readable},${createHash('sha256').update(callerId).digest('hex').slice(0, hashLength)}`;
}
