// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
// The account of the gateway's credentials. A separate file that is imported only if the account is not configured. The
// SDK cannot be imported in that way: once bundled, it has no named exports.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfigError } from '../../config/configError.ts';
import { deadline } from '../../core/clock.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import type { Egress } from '../../egress/createEgress.ts';
import { createRequestHandler } from './createRequestHandler.ts';
import type { Credentials } from './credentials.ts';
import { translateError } from './translateError.ts';

/** In milliseconds; the gateway waits for the response before it starts. */
const timeout = 10_000;

export interface CallerIdentityOptions {
  credentials: Credentials;
  region: string;
  /** AWS's own if undefined. */
  endpoint: string | undefined;
  egress: Egress;
  /** Milliseconds for one attempt. */
  attemptTimeout: number;
}

export async function callerIdentity({
  credentials,
  region,
  endpoint,
  egress,
  attemptTimeout,
}: CallerIdentityOptions): Promise<string> {
  const sts = new STSClient({
    region,
    // Not the SDK's own chain: it would run a credential_process once more.
    credentials: credentials.provide,
    requestHandler: createRequestHandler(egress, attemptTimeout),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  try {
    const { Account } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: deadline(timeout) });
    if (Account) return Account;
    throw new Error('no account in the response');
  } catch (error) {
    const reason = `STS: ${(error as Error).name}: ${reasonOf(error)}`;
    const isRefused = translateError(error).code === 'GATEWAY_CREDENTIALS';
    throw new ConfigError([
      isRefused
        ? `AWS does not accept the credentials of the gateway: renew them, and check the clock of this machine. (${reason})`
        : `The account of the AWS credentials is unknown: set AWS_ACCOUNT_ID. (${reason})`,
    ]);
  } finally {
    sts.destroy();
  }
}
