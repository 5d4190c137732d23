// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
// Which account the credentials belong to. A file of its own because few need it: it is imported when they do, and the
// SDK cannot be imported so itself, for once bundled it would have no named exports.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfigError } from '../../config/configError.ts';
import { deadline } from '../../core/clock.ts';

/** In milliseconds; the gateway starts when it has the answer. */
const timeout = 10_000;

export async function callerIdentity(region: string, endpoint: string | undefined): Promise<string> {
  const sts = new STSClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const { Account } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: deadline(timeout) });
    if (Account) return Account;
    throw new Error('no account in the answer');
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new ConfigError([`The account of the AWS credentials is unknown: set AWS_ACCOUNT_ID. (STS: ${reason})`]);
  } finally {
    sts.destroy();
  }
}
