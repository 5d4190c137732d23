// What a view has cost: the AWS calls of its last answer.
import type { AwsUsage } from '../client/createClient.ts';
import { countOf } from '../core/format.ts';

export function AwsCalls({ aws }: { aws: AwsUsage | null }) {
  if (aws === null) return null;
  const operations = Object.entries(aws.byOperation).map(([operation, calls]) => `${operation}: ${calls}`);
  return (
    <p class="hint">
      This page took {countOf(aws.calls, 'AWS call')}
      {operations.length > 0 && ` (${operations.join(', ')})`}.
    </p>
  );
}
