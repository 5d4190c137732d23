// Validation of an SNS topic ARN: it must be in the region of the vault.
import { invalidParameter } from '../../http/errors.ts';

export function checkTopic(arn: string, region: string): string {
  const topicRegion = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}(\.fifo)?$/.exec(arn)?.[1];
  if (topicRegion === undefined) throw invalidParameter(`Invalid SNS topic ARN: ${arn}`);
  if (topicRegion !== region) throw invalidParameter(`SNS topics must be in the local AWS region: ${arn}`);
  return arn;
}
