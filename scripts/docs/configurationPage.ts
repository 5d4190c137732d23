// docs/configuration.md, from the option table.
import { flagOf, options } from '../../src/config/config.ts';
import { accessOptions } from '../../src/config/options/access.ts';
import { awsOptions } from '../../src/config/options/aws.ts';
import { jobsOptions } from '../../src/config/options/jobs.ts';
import { limitsOptions } from '../../src/config/options/limits.ts';
import { listeningOptions } from '../../src/config/options/listening.ts';
import { liveOptions } from '../../src/config/options/live.ts';
import { operationOptions } from '../../src/config/options/operation.ts';
import type { Option } from '../../src/config/options/option.ts';
import { outputsOptions } from '../../src/config/options/outputs.ts';
import { requestsOptions } from '../../src/config/options/requests.ts';
import { simulatorOptions } from '../../src/config/options/simulator.ts';
import { startsOptions } from '../../src/config/options/starts.ts';
import { upstreamOptions } from '../../src/config/options/upstream.ts';
import { code, page, table } from './page.ts';

const topics: Record<string, Record<string, Option>> = {
  'Server and backend': listeningOptions,
  'Authentication and authorization': accessOptions,
  'Logs, metrics, traces and shutdown': operationOptions,
  Simulator: simulatorOptions,
  AWS: awsOptions,
  'Concurrency and rate limits of AWS calls': upstreamOptions,
  'Jobs and prices': jobsOptions,
  Starts: startsOptions,
  'Polling, subscriptions, Redis and SNS': liveOptions,
  'Inventories and downloads': outputsOptions,
  'Documents and browsers': requestsOptions,
  'Rate limits per caller': limitsOptions,
};

const intro = `# Configuration

Each option is an environment variable, or the flag of the same name: \`PORT\` is \`--port\`. The flag wins. An empty variable counts as not set. All options are checked at start; every fault is printed, and the exit code is then 2. \`--help\` prints the same table.

Credentials, profile and region are found as in every AWS SDK (\`AWS_PROFILE\`, \`AWS_ACCESS_KEY_ID\` and so on).`;

export function configurationPage(): string {
  const listed = Object.values(topics).flatMap((group) => Object.keys(group));
  const missing = Object.keys(options).filter((name) => !listed.includes(name));
  if (missing.length > 0) throw new Error(`options without a topic: ${missing.join(', ')}`);
  const sections = Object.entries(topics).map(([topic, group]) => {
    const rows = Object.entries(group).map(([name, { allowed, fallback, help }]) => [
      `${code(name)}<br>${code(`--${flagOf(name)}`)}`,
      fallback === undefined ? '' : code(fallback),
      allowed,
      help,
    ]);
    return `## ${topic}\n\n${table(['option', 'default', 'allowed', 'meaning'], rows)}`;
  });
  return page(intro, ...sections);
}
