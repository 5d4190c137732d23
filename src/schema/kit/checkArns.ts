// ARNs that a caller hands on to AWS: of the partition that the call goes to, and of no account but those that the gateway
// serves or was told to trust. An ARN without an account, as a bucket's, says nothing of whose it is.
import type { Backend } from '../../aws/backend.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { type Location, partitionOf } from '../../core/location.ts';

type Path = readonly string[];

const refuse = (path: Path, reason: string): never => {
  throw new InvalidInputError(path, `${path.join('.')}: ${reason}`);
};

export function checkArn(arn: string, backend: Backend, { region }: Location, path: Path): void {
  const [, partition, , , account = ''] = arn.split(':');
  if (partition !== partitionOf(region)) refuse(path, `not an ARN of the partition ${partitionOf(region)}.`);
  const isKnown = backend.accounts.some(({ accountId }) => accountId === account);
  if (account !== '' && !isKnown && !backend.trustedAccounts?.includes(account)) {
    refuse(path, "an ARN of an account that is neither one of this gateway's nor among TRUSTED_ACCOUNTS.");
  }
}

/** Whose a thing in a member of such a name can be, by the service in its ARN. */
const services: readonly (readonly [member: RegExp, service: RegExp, name: string])[] = [
  [/(bucket|objectArn|resource)$/i, /^s3/, 'S3'],
  [/functionArn$/i, /^lambda$/, 'Lambda'],
  [/keyId$/i, /^kms$/, 'KMS'],
];

function checkService(arn: string, member: string, path: Path): void {
  const [, , service = ''] = arn.split(':');
  for (const [members, allowed, name] of services) {
    if (members.test(member) && !allowed.test(service)) refuse(path, `not the ARN of a thing of ${name}.`);
  }
}

/** Members of inputs that name a thing of AWS's; what else begins like an ARN is only text. */
const namesThing = /(arn|bucket|resource|keyId)$/i;
/** Members that the keys of new objects begin with. */
const namesFolder = /prefix$/i;

/** All of them in the input of a job, however deep. */
export function checkArns(input: unknown, backend: Backend, location: Location, path: Path): void {
  if (typeof input !== 'object' || input === null || input instanceof Date) return;
  for (const [name, value] of Object.entries(input)) {
    const at = [...path, name];
    if (typeof value !== 'string') checkArns(value, backend, location, at);
    else if (namesThing.test(name) && value.startsWith('arn:')) {
      checkService(value, name, at);
      checkArn(value, backend, location, at);
    } else if (namesFolder.test(name)) checkPrefix(value, at);
  }
}

/** S3 takes any key, but what reads it as a path does not. */
function checkPrefix(prefix: string, path: Path): void {
  const climbs = prefix.split('/').some((part) => part === '..' || part === '.');
  if (climbs || prefix.startsWith('/') || /\p{Cc}/u.test(prefix)) {
    refuse(path, 'no "/" at its start, no "." or ".." between its slashes, and no control characters.');
  }
}
