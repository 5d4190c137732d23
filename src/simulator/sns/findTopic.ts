// Finds the topic of an ARN.
import { AwsError } from '../http/errors.ts';
import type { Topic } from '../world/records.ts';
import type { World } from '../world/world.ts';

export function findTopic({ topics }: World, arn: string | undefined): Topic {
  const topic = topics.get(arn ?? '');
  if (!topic) throw new AwsError('NotFound', 'Topic does not exist');
  return topic;
}
