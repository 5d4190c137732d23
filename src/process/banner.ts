// The lines on standard output after the start: the addresses, the data source, and what requests may cost.
import type { Authenticator } from '../access/authenticator.ts';
import { anonymousReader } from '../access/caller.ts';
import type { Gateway } from '../serve.ts';
import type { OpenBackend } from './openBackend.ts';

/** Scripts read the URL from the first line. */
export function banner(
  { url, adminUrl, graphiql, board }: Gateway,
  { backend, simulatorUrl }: OpenBackend,
  authenticator: Authenticator,
): string {
  const isLocal = simulatorUrl !== null;
  const lines = [
    `glacier-graphql  ${url}${isLocal && graphiql ? '   (open it in a browser for GraphiQL)' : ''}`,
    ...(board ? [`  Jobs board: ${new URL('/', url).href}`] : []),
    ...(adminUrl === null ? [] : [`  Metrics and probes: ${adminUrl}`]),
    ...(isLocal
      ? [
          `  The data is simulated; time runs ${backend.clock.speed} times as fast. Simulator: ${simulatorUrl}`,
          '  To use AWS: --backend aws, with AWS_PROFILE and AWS_REGION as for the AWS CLI. All options: --help',
        ]
      : [...accountLines(backend), costLine(authenticator)]),
  ];
  return lines.join('\n');
}

const accountLines = ({ accounts }: OpenBackend['backend']): string[] =>
  accounts.map(
    ({ accountId, name, regions }) =>
      `  AWS account ${accountId}, region ${regions.join(', ')}${name === null ? '' : ` (${name})`}`,
  );

const costLine = ({ isRequired, rights }: Authenticator): string =>
  !isRequired && rights === anonymousReader.access.key
    ? '  Read-only, because callers are not authenticated: see ALLOW_ANONYMOUS_WRITES and API_KEYS_FILE.'
    : '  AWS bills the retrievals and jobs that you start.';
