// Registry of the STS operations that a Glacier client needs. Every account is accepted, also an unknown one.

import type { Service } from '../http/service.ts';
import { awsQuery } from '../protocol/awsQuery.ts';
import { assumeRole } from './assumeRole.ts';
import { getCallerIdentity } from './getCallerIdentity.ts';

export const sts: Service = {
  name: 'sts',
  protocol: awsQuery('https://sts.amazonaws.com/doc/2011-06-15/'),
  operations: [assumeRole, getCallerIdentity],
  faultCodes: { throttle: 'ThrottlingException', '5xx': 'ServiceUnavailableException' },
  admit: (_input, _request, { accountId }, world) =>
    world.accounts.get(accountId) ?? { accountId, name: accountId, glacierClosed: false },
};
