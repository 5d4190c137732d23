// Every option of the gateway, in one table: the environment variable, the flag of the same name, what it may be, what
// it is for. --help and the README's table come from it. Parsing is pure and reports all faults at once.
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';

const text = (pattern: RegExp) => z.string().check(z.regex(pattern));

const number = (pattern: RegExp, fits: (value: number) => boolean) =>
  z.pipe(z.pipe(text(pattern), z.transform(Number)), z.number().check(z.refine(fits)));

const wholeNumber = (from: number, to: number) => number(/^\d+$/, (value) => value >= from && value <= to);

const url = z.url({ protocol: /^https?$/ });

const listOf = (item: RegExp) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((value) => value.split(',')),
    ),
    z.array(text(item)),
  );

// Settings in a query would win over the gateway's own.
const redisUrl = z.union([
  z.url().check(z.regex(/^rediss?:\/\/([^?#/%]|%[0-9A-Fa-f]{2})+(\/\d*)?$/)),
  text(/^\/[^?#]+$/),
]);

interface Option {
  schema: z.ZodMiniType;
  /** What a value may be, for people. */
  allowed: string;
  fallback?: string;
  help: string;
  /** It may hold a password: never shown. */
  isSecret?: true;
}

/** Environment variable -> option. The flag is the variable's name in lower case with hyphens. */
export const options = {
  HOST: {
    schema: text(/^[A-Za-z0-9.:-]+$/),
    allowed: 'a host name or an IP address',
    fallback: '127.0.0.1',
    help: 'Where to listen.',
  },
  PORT: {
    schema: wholeNumber(0, 65_535),
    allowed: '0 to 65535',
    fallback: '4000',
    help: 'The port to listen on; 0 takes a free one and prints it.',
  },
  BACKEND: {
    schema: z.enum(['local', 'aws']),
    allowed: 'local or aws',
    fallback: 'local',
    help: 'What stands behind the gateway: the embedded simulator, or AWS.',
  },
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    fallback: 'info',
    help: 'What is logged, as JSON lines on standard error; debug has a line for each request.',
  },
  SIMULATOR_SPEED: {
    schema: number(/^\d+(\.\d+)?$/, (value) => value > 0 && value <= 1_000_000),
    allowed: 'above 0, up to 1000000',
    fallback: '60',
    help: 'How fast time runs in the simulator: at 60, a retrieval of 4 hours ends in 4 minutes.',
  },
  SIMULATOR_PORT: {
    schema: wholeNumber(0, 65_535),
    allowed: '0 to 65535',
    fallback: '0',
    help: 'The port of the embedded simulator; 0 takes a free one and prints it.',
  },
  SIMULATOR_ARCHIVES: {
    schema: wholeNumber(0, 100_000_000),
    allowed: '0 to 100000000',
    fallback: '0',
    help: 'How many archives the vault archive-of-millions has, made while they are read; 0 leaves that vault out.',
  },
  SIMULATOR_URL: {
    schema: z.url({ protocol: /^http$/ }),
    allowed: 'an http URL',
    help: 'A simulator that runs elsewhere on this machine, in place of the embedded one: several gateways on the same data.',
  },
  HEARTBEAT_SECONDS: {
    schema: wholeNumber(1, 3600),
    allowed: '1 to 3600',
    fallback: '12',
    help: 'How often an idle subscription gets a sign of life, so that nobody between takes it for dead.',
  },
  DRAIN_SECONDS: {
    schema: wholeNumber(1, 3600),
    allowed: '1 to 3600',
    fallback: '15',
    help: 'How long a subscriber may leave what it was sent unread before its connection is closed.',
  },
  OUTPUT_SECRET: {
    schema: text(/^.{32,}$/),
    allowed: '32 characters or more',
    help: 'What addresses of downloads are signed with, the same for all gateways behind one address; where left out, each makes its own at start.',
    isSecret: true,
  },
  OUTPUT_LINK_SECONDS: {
    schema: wholeNumber(1, 86_400),
    allowed: '1 to 86400',
    fallback: '900',
    help: 'How long the address of a download works.',
  },
  PUBLIC_URL: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'Where callers reach the gateway, for addresses of downloads; where left out, where it listens.',
  },
  AWS_REGION: {
    schema: text(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/),
    allowed: 'a region such as us-east-1',
    help: "The region to ask in. Where left out, the SDK's own chain finds it (AWS_PROFILE, the shared config file).",
  },
  AWS_ACCOUNT_ID: {
    schema: text(/^\d{12}$/),
    allowed: '12 digits',
    help: 'The account to ask in, where the credentials do not carry it; where left out too, STS GetCallerIdentity tells.',
  },
  ACCOUNTS_FILE: {
    schema: text(/./),
    allowed: 'the path of a JSON file',
    help: "The accounts and regions to ask in, with the roles to assume there; where left out, the credentials' own account in the one region.",
  },
  PRICE_LIST_FILE: {
    schema: text(/./),
    allowed: 'the path of a JSON file',
    help: 'The price list that estimates are made from, in the form of src/pricing/priceList.json; where left out, that one.',
  },
  AWS_ENDPOINT_URL: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'A server to ask in place of AWS, for all services.',
  },
  AWS_ENDPOINT_URL_GLACIER: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'The same for Glacier only.',
  },
  AWS_ENDPOINT_URL_S3_CONTROL: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'The same for S3 Control only.',
  },
  AWS_ENDPOINT_URL_STS: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'The same for STS only.',
  },
  AWS_ENDPOINT_URL_SNS: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'The same for SNS only.',
  },
  SNS_TOPICS: {
    schema: listOf(/^arn:aws(-[a-z]+)*:sns:[a-z]{2}(-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}$/),
    allowed: 'ARNs of SNS topics, with commas between them',
    help: "The topics whose messages are taken at /sns; the local backend takes its demo topic's where this is left out.",
  },
  SNS_CERTIFICATE_URL: {
    schema: url,
    allowed: 'an http or https URL',
    help: "Where the certificate of SNS's signatures is, in place of AWS's own: for a simulator.",
  },
  JOBS_PER_SOURCE: {
    schema: wholeNumber(1, 100_000),
    allowed: '1 to 100000',
    fallback: '5000',
    help: 'How many jobs the list of all jobs reads of one account, region and service at most.',
  },
  INVENTORY_SCAN_BYTES: {
    schema: wholeNumber(65_536, 1_073_741_824),
    allowed: '65536 to 1073741824',
    fallback: '33554432',
    help: 'How many bytes of inventories a request looks through for the archives of a filter, before it gives a cursor to go on from.',
  },
  POLL_MIN_SECONDS: {
    schema: wholeNumber(1, 86_400),
    allowed: '1 to 86400',
    fallback: '5',
    help: "How soon a job may be looked at again, by the gateway and by pollAfterSeconds, in seconds of AWS's time.",
  },
  POLL_MAX_SECONDS: {
    schema: wholeNumber(1, 86_400),
    allowed: '1 to 86400',
    fallback: '300',
    help: 'How late, in the same time; not below POLL_MIN_SECONDS.',
  },
  AWS_TIMEOUT_MS: {
    schema: wholeNumber(1, 600_000),
    allowed: '1 to 600000',
    fallback: '5000',
    help: 'How long a call of AWS may take, with all its tries; an output may take longer, but not fall silent for so long.',
  },
  AWS_ATTEMPT_TIMEOUT_MS: {
    schema: wholeNumber(1, 600_000),
    allowed: '1 to 600000',
    fallback: '2000',
    help: 'How long one try of a read may take. A start has one try and the whole time.',
  },
  BULK_START_TIMEOUT_MS: {
    schema: wholeNumber(1, 600_000),
    allowed: '1 to 600000',
    fallback: '30000',
    help: 'How long initiateArchiveRetrievals goes on to send starts; what is not started by then is told so.',
  },
  REDIS_URL: {
    schema: redisUrl,
    allowed: 'a redis:// or rediss:// URL without a query, or the path of a Unix socket',
    help: 'The Redis or Valkey that several gateways share; where left out, this one is alone.',
    isSecret: true,
  },
} as const satisfies Record<string, Option>;

type Options = typeof options;
type Name = keyof Options;

/** Each option's value; undefined where it is not given and has no fallback. */
export type Config = {
  [N in Name]: z.output<Options[N]['schema']> | (Options[N] extends { fallback: string } ? never : undefined);
};

/** Something in the configuration that keeps the gateway from starting; one line for each. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

export const flagOf = (name: string): string => name.toLowerCase().replaceAll('_', '-');

const names = Object.keys(options) as Name[];

/** Flags before the environment, the environment before the fallbacks; an empty value counts as none. */
export function parseConfig(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Config | 'help' {
  const faults: string[] = [];
  const flags = parseFlags(args, faults);
  if (flags.has('help')) return 'help';

  const config: Record<string, unknown> = {};
  const givenAs: GivenAs = new Map();
  for (const name of names) {
    const { schema, allowed, fallback, isSecret }: Option = options[name];
    const flag = flagOf(name);
    const given = flags.get(flag) || env[name];
    const value = given || fallback;
    if (value === undefined) continue;
    if (given) givenAs.set(name, flags.get(flag) ? `--${flag}` : name);
    const parsed = schema.safeParse(value);
    if (parsed.success) config[name] = parsed.data;
    else {
      const shown = isSecret ? 'something else' : JSON.stringify(value);
      faults.push(`${givenAs.get(name)} is ${shown}; it may be ${allowed}.`);
    }
  }
  if (faults.length === 0) faults.push(...contradictionsOf(config as Config, givenAs));
  if (faults.length > 0) throw new ConfigError(faults);
  return config as Config;
}

/** The options that are not left to their fallbacks, and whether by flag or by variable. */
type GivenAs = Map<Name, string>;

/** What each option allows, and two together do not. */
function contradictionsOf({ POLL_MIN_SECONDS, POLL_MAX_SECONDS }: Config, givenAs: GivenAs): string[] {
  const faults: string[] = [];
  if (POLL_MIN_SECONDS > POLL_MAX_SECONDS) {
    faults.push(`POLL_MIN_SECONDS is ${POLL_MIN_SECONDS}, above POLL_MAX_SECONDS, which is ${POLL_MAX_SECONDS}.`);
  }
  const elsewhere = givenAs.get('SIMULATOR_URL');
  for (const name of elsewhere ? (['SIMULATOR_SPEED', 'SIMULATOR_PORT', 'SIMULATOR_ARCHIVES'] as const) : []) {
    const given = givenAs.get(name);
    if (given) faults.push(`${given} is for the embedded simulator; the one at ${elsewhere} has its own.`);
  }
  return faults;
}

function parseFlags(args: readonly string[], faults: string[]): Map<string, string> {
  const known = Object.fromEntries(names.map((name) => [flagOf(name), { type: 'string' as const }]));
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...known, help: { type: 'boolean', short: 'h' } },
    strict: false,
    tokens: true,
  });
  const flags = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(`${JSON.stringify(token.value)} is not an option; see --help.`);
    if (token.kind !== 'option') continue;
    if (token.name === 'help') flags.set('help', '');
    else if (!Object.hasOwn(known, token.name)) faults.push(`${token.rawName} is not an option; see --help.`);
    else if (!token.value) faults.push(`${token.rawName} lacks its value.`);
    else flags.set(token.name, token.value);
  }
  return flags;
}

/** The text of --help. */
export function helpText(): string {
  const rows = names.map((name) => {
    const { allowed, fallback, help }: Option = options[name];
    return `  --${flagOf(name)}, ${name}\n      ${help}\n      ${allowed}${fallback === undefined ? '' : `; default ${fallback}`}`;
  });
  return [
    'glacier-graphql: one GraphQL endpoint for the jobs of AWS cold storage.',
    '',
    'Each option is a flag or an environment variable; the flag wins.',
    'Credentials, profile and region are found as in every AWS SDK (AWS_PROFILE, AWS_ACCESS_KEY_ID, ...).',
    '',
    ...rows,
    '  --help, -h',
    '      This text.',
    '',
  ].join('\n');
}
