// Validation of an access policy or lock policy: a JSON string of at most 20 KB.
import { invalidParameter, missingParameter } from '../../http/errors.ts';

export function checkPolicy(policy: string | undefined): string {
  if (policy === undefined) throw missingParameter('Policy');
  if (Buffer.byteLength(policy) > 20 * 1024) throw invalidParameter('The policy is longer than 20 KB');
  try {
    JSON.parse(policy);
  } catch {
    throw invalidParameter('The policy is not valid JSON');
  }
  return policy;
}
