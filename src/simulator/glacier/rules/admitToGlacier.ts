// Checks before any Glacier operation: the version header, the account in the path, and whether the account has Glacier.
// Every known account is accepted; there is no IAM.
import { accessDenied, invalidParameter, missingParameter, noLongerSupported } from '../../http/errors.ts';
import type { Service } from '../../http/service.ts';

export const admitToGlacier: Service['admit'] = ({ accountId }, { headers }, identity, world) => {
  const version = headers['x-amz-glacier-version'];
  if (version === undefined) throw missingParameter('API version');
  if (version !== '2012-06-01') throw invalidParameter(`The API version is not valid: ${version}`);
  const asked = accountId === '-' ? identity.accountId : String(accountId);
  const account = world.accounts.get(asked);
  if (!account) throw accessDenied(`User is not authorized to perform this operation on the account ${asked}`);
  if (account.glacierClosed) throw noLongerSupported();
  return account;
};
