import { invalidArgument } from '../../protocol/s3/s3Error.ts';
import { readNameToken } from '../../world/nameToken.ts';

/** The name in the token: the last entry of the page before. Throws for a text that is no token. */
export function readContinuationToken(token: string): string {
  const name = readNameToken(token);
  if (name === undefined) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return name;
}
