// Declaration of an AWS operation: its name, the rights it needs and its retry rule. Each operation of glacier/, s3control/
// and s3/ declares itself in its own file. Permission checks, retries, rate limits and docs/iam.md read it from there.
import type { Action } from '../../access/access.ts';
import type { LimitedOperation, ServiceName } from '../limiter/limiterSettings.ts';
import type { RetryRule } from './retry.ts';

export interface AwsOperation<Service extends ServiceName = ServiceName> extends LimitedOperation {
  readonly service: Service;
  /** AWS's name, e.g. DescribeJob. */
  readonly name: string;
  /** What the caller must be allowed to do. */
  readonly action: Action;
  /**
   * A list over all vaults of a location: the right to read one of them is enough, because the reader of the list filters
   * its rows.
   */
  readonly isList?: true;
  /** The member of the response that has a list. A response without it is unreadable. */
  readonly list?: string;
  /** The member that names a record of the list. Omitted if the list is a map. */
  readonly idMember?: string;
  /** A read that is sent often, or has a long output: by the lean transport (src/aws/transport) instead of the SDK. */
  readonly isHot?: true;
  /** The IAM actions that the gateway's credentials need. */
  readonly iam: readonly string[];
  readonly retry: RetryRule;
}

type Declared<Service extends ServiceName> = Omit<AwsOperation<Service>, keyof LimitedOperation>;

export const defineOperation = <const Service extends ServiceName, const Operation extends Declared<Service>>(
  declared: Operation & { service: Service },
): Operation & AwsOperation<Service> => ({
  ...declared,
  id: `${declared.service.toLowerCase()}.${declared.name}`,
  isRead: declared.action === 'read',
});
