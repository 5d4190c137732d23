// Extensions of a result: the AWS calls of the operation and its estimated cost; and the errors reported beside data.
import { type ExecutionResult, GraphQLError } from 'graphql';
import { visibleUsage } from '../../aws/visibleUsage.ts';
import type { Context, Reported } from '../../context.ts';

export function withUsage(
  result: ExecutionResult,
  { aws, reported, backend, cost }: Pick<Context, 'aws' | 'reported' | 'backend' | 'cost'>,
): ExecutionResult {
  const usage = visibleUsage(aws.usage, backend, aws.caller.access);
  const extensions = { ...result.extensions, aws: usage, ...(cost && { cost }) };
  if (reported.length === 0) return { ...result, extensions };
  return { ...result, errors: [...(result.errors ?? []), ...reported.map(toGraphqlError)], extensions };
}

function toGraphqlError({ error, path }: Reported): GraphQLError {
  const keys: (string | number)[] = [];
  for (let at: Reported['path'] | undefined = path; at; at = at.prev) keys.unshift(at.key);
  return new GraphQLError(error.message, { path: keys, extensions: error.extensions });
}
