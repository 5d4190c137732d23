// Checks of ARNs in arguments: their partition must be that of the call, their account a configured or trusted one. An ARN
// without an account, such as a bucket's, does not reveal its owner and passes.
import type { Backend } from '../../aws/backend.ts';
import { rejectInput } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { partitionOf } from '../../core/partition.ts';

type Path = readonly string[];

export function checkArn(arn: string, backend: Backend, { region }: Location, path: Path): void {
  const [, partition, , , account = ''] = arn.split(':');
  const { id } = partitionOf(region);
  if (partition !== id) rejectInput(path, `the ARN must be in the partition ${id}.`);
  const isKnown = backend.accounts.some(({ accountId }) => accountId === account);
  if (account !== '' && !isKnown && !backend.trustedAccounts?.includes(account)) {
    rejectInput(path, 'the account of the ARN is neither configured nor listed in TRUSTED_ACCOUNTS.');
  }
}

/** Input fields that name an AWS resource. In any other field, a value that starts like an ARN is plain text. */
const namesResource = /(arn|bucket|resource|keyId)$/i;

/** Checks all ARNs in the input of a job, at any depth. */
export function checkArns(input: unknown, backend: Backend, location: Location, path: Path): void {
  if (typeof input !== 'object' || input === null || input instanceof Date) return;
  for (const [name, value] of Object.entries(input)) {
    const at = [...path, name];
    if (typeof value !== 'string') checkArns(value, backend, location, at);
    else if (namesResource.test(name) && value.startsWith('arn:')) checkArn(value, backend, location, at);
  }
}
