// Resolves the account of a request: that of its access key, also one that is closed for Glacier, which still has S3. An unsigned
// request is the first account's.
import { AwsError } from '../../http/errors.ts';
import type { Service } from '../../http/service.ts';

export const admitToS3: Service['admit'] = (_input, _request, { accountId }, world) => {
  const account = world.accounts.get(accountId);
  if (account) return account;
  throw new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
    status: 403,
  });
};
