// Resolves the account of a request: the account of the header, whatever the host. Every known account is accepted, also
// one that is closed for Glacier: it still has S3.
import { AwsError, badRequest } from '../../http/errors.ts';
import type { Service } from '../../http/service.ts';

export const admitToBatch: Service['admit'] = ({ AccountId: accountId }, _request, _identity, world) => {
  if (typeof accountId !== 'string') throw badRequest('The header x-amz-account-id is required');
  const account = world.accounts.get(accountId);
  if (!account) throw new AwsError('AccessDenied', 'Access Denied');
  return account;
};
