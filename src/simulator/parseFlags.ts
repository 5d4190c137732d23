// The flags of the stand-alone simulator, as one table. Parsing is pure and reports all faults.
import { parseArgs } from 'node:util';
import { closestName } from '../core/closestName.ts';
import { MOST_ARCHIVES } from './generated/generatedArchives.ts';
import { type Seed, seeds } from './seeds.ts';
import { DEFAULT_JOB_RETENTION_HOURS } from './world/durations.ts';

interface Settings {
  host: string;
  port: number;
  speed: number;
  seed: Seed;
  archives: number;
  jobRetentionHours: number;
  allowedHosts: string[];
  callbackHosts: string[];
}

type Flags =
  | { kind: 'help' }
  | { kind: 'version' }
  | { kind: 'faults'; faults: string[] }
  | { kind: 'settings'; settings: Settings };

interface Flag {
  fallback: string;
  /** Why this default. */
  reason: string;
  allowed: string;
  isAllowed(value: string): boolean;
  help: string;
}

const decimal = (from: number, to: number) => (value: string) =>
  /^\d+(\.\d+)?$/.test(value) && Number(value) >= from && Number(value) <= to;

const hostNames = (value: string) => listOf(value).every((name) => /^[\w.[\]:-]+$/.test(name));

/** Host names are compared without case. */
const listOf = (value: string): string[] =>
  value
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');

const whole = (to: number) => (value: string) => /^\d+$/.test(value) && Number(value) <= to;

const flags = {
  host: {
    fallback: '127.0.0.1',
    reason: 'the simulator has no authentication',
    allowed: 'a host name or an IP address',
    isAllowed: (value) => value !== '',
    help: 'Address to listen on.',
  },
  port: {
    fallback: '4566',
    reason: 'the customary port of AWS emulators',
    allowed: '0 to 65535',
    isAllowed: whole(65_535),
    help: 'TCP port to listen on. 0 takes a free port and prints it.',
  },
  speed: {
    fallback: '60',
    reason: 'a retrieval of 4 hours ends in 4 minutes',
    allowed: '0 to 1000000',
    isAllowed: decimal(0, 1e6),
    help: 'Simulated seconds in each real second. With 0, time only moves by POST /_simulator/clock.',
  },
  seed: {
    fallback: 'demo',
    reason: 'shows every kind of job',
    allowed: seeds.join(', '),
    isAllowed: (value) => seeds.some((seed) => seed === value),
    help: 'Data at the start: the demo world; the same with a Batch job of each operation in each status, which stays in it; or the accounts alone.',
  },
  archives: {
    fallback: '0',
    reason: 'the other demo vaults are small and quick to list',
    allowed: `0 to ${MOST_ARCHIVES} archives`,
    isAllowed: whole(MOST_ARCHIVES),
    help: 'Size of the vault archive-of-millions, generated when it is read. With 0 the vault does not exist.',
  },
  'job-retention-hours': {
    fallback: String(DEFAULT_JOB_RETENTION_HOURS),
    reason: 'a year, so that a fast simulation keeps its jobs',
    allowed: 'at least 24 hours',
    isAllowed: decimal(24, 1e9),
    help: 'Time for which a finished vault job is kept. A finished batch job is kept for 90 days.',
  },
  'allowed-hosts': {
    fallback: '',
    reason: 'web pages of other sites must not reach the simulator',
    allowed: 'host names, separated by commas',
    isAllowed: hostNames,
    help: 'Further names under which clients reach the simulator. With a dot in front, all names that end in it: clients of S3 put a bucket there. Names of loopback always work; if it listens on another address, so do IP addresses and names without dots.',
  },
  'callback-hosts': {
    fallback: '',
    reason: 'whoever reaches the simulator could make it send requests into your network',
    allowed: 'host names and IP addresses, separated by commas',
    isAllowed: hostNames,
    help: 'Hosts, besides this machine, that SNS may post to.',
  },
} satisfies Record<string, Flag>;

type Name = keyof typeof flags;

const names = Object.keys(flags) as Name[];

const entries = Object.entries<Flag>(flags).map(
  ([name, { help, allowed, fallback, reason }]) =>
    `  --${name}\n      ${help}\n      Allowed: ${allowed}. Default: ${fallback || 'none'} (${reason}).`,
);

export const HELP = `Simulator of Amazon S3 Glacier, S3, S3 Batch Operations (S3 Control), SQS, EventBridge, SNS and STS over HTTP.

Usage: glacier-graphql simulator [--flag value ...]

${entries.join('\n\n')}

  --help, -h
      Print this text.

  --version, -v
      Print the version.

Words in the arguments of s3control create-job decide the outcome of the job.
In the ARN or ETag of the manifest, or anywhere in the manifest generator:
  wrong-etag, forbidden, no-such-manifest, bad-manifest    The job fails: the manifest is unusable.
  no-matching-keys    The job fails: the generator finds no keys.
  half-fail           The job fails after 1000 tasks, because more than half of them failed.
  some-fail           The job completes; 2 of 100 tasks fail.
  tasks-N             The job has N tasks.
In the bucket of the report:
  forbidden           The job fails after its tasks have run.
`;

export function parseFlags(args: string[]): Flags {
  const { tokens } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
    strict: false,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === 'option');
  for (const kind of ['help', 'version'] as const) if (given.some(({ name }) => name === kind)) return { kind };

  const isKnown = (name: string) => names.some((each) => each === name);
  const faults = tokens.flatMap((token, index) => {
    const before = tokens[index - 1];
    // The word after an unknown flag was probably its value: one fault is enough.
    const isValueOfUnknown = before?.kind === 'option' && before.value === undefined && !isKnown(before.name);
    return token.kind === 'positional' && !isValueOfUnknown
      ? [`Unexpected argument ${JSON.stringify(token.value)}.`]
      : [];
  });
  const values = new Map<string, string>();
  for (const { name, rawName, value = '' } of given) {
    const flag = names.find((each) => each === name);
    if (!flag) faults.push(unknownFlag(name, rawName));
    else if (value === '') faults.push(`${rawName} needs a value. Allowed: ${flags[flag].allowed}.`);
    else if (flags[flag].isAllowed(value)) values.set(name, value);
    else faults.push(`${rawName} is ${JSON.stringify(value)}. Allowed: ${flags[flag].allowed}.`);
  }
  if (faults.length > 0) return { kind: 'faults', faults };
  const read = (name: Name): string => values.get(name) ?? flags[name].fallback;
  const settings = {
    host: read('host'),
    port: Number(read('port')),
    speed: Number(read('speed')),
    seed: read('seed') as Seed,
    archives: Number(read('archives')),
    jobRetentionHours: Number(read('job-retention-hours')),
    allowedHosts: listOf(read('allowed-hosts')),
    callbackHosts: listOf(read('callback-hosts')),
  };
  return { kind: 'settings', settings };
}

function unknownFlag(name: string, rawName: string): string {
  const meant = closestName(name, [...names, 'help', 'version']);
  return `${rawName} is not a flag.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
}
