// Every option of the gateway: the environment variable, the flag of the same name, what it may be, what it is for. --help
// and docs/configuration.md come from options/. Parsing is pure and reports all faults at once.
import { parseArgs } from 'node:util';
import type * as z from 'zod/mini';
import { accessFaults, accessOptions } from './options/access.ts';
import { awsOptions } from './options/aws.ts';
import { jobsOptions } from './options/jobs.ts';
import { limitsOptions } from './options/limits.ts';
import { listeningOptions } from './options/listening.ts';
import { liveOptions } from './options/live.ts';
import { operationOptions } from './options/operation.ts';
import type { Option } from './options/option.ts';
import { outputsOptions } from './options/outputs.ts';
import { requestsOptions } from './options/requests.ts';
import { simulatorOptions } from './options/simulator.ts';
import { startsOptions } from './options/starts.ts';
import { upstreamOptions } from './options/upstream.ts';
import { renamedOptions } from './renamedOptions.ts';

/** Environment variable -> option. The flag is the variable's name in lower case with hyphens. */
export const options = {
  ...listeningOptions,
  ...accessOptions,
  ...operationOptions,
  ...simulatorOptions,
  ...awsOptions,
  ...upstreamOptions,
  ...jobsOptions,
  ...startsOptions,
  ...liveOptions,
  ...outputsOptions,
  ...requestsOptions,
  ...limitsOptions,
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
  for (const [old, name] of Object.entries(renamedOptions)) {
    if (env[old]) faults.push(`${old} was renamed; use ${name}.`);
  }

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
function contradictionsOf(config: Config, givenAs: GivenAs): string[] {
  const { POLL_MIN_SECONDS, POLL_MAX_SECONDS } = config;
  const faults = accessFaults(config);
  if (POLL_MIN_SECONDS > POLL_MAX_SECONDS) {
    faults.push(`POLL_MIN_SECONDS is ${POLL_MIN_SECONDS}, above POLL_MAX_SECONDS, which is ${POLL_MAX_SECONDS}.`);
  }
  if (config.GRAPHIQL && config.PERSISTED_DOCUMENTS_FILE !== undefined) {
    faults.push(
      `${givenAs.get('GRAPHIQL')} is on, and PERSISTED_DOCUMENTS_FILE lets nobody write a query of their own.`,
    );
  }
  const elsewhere = givenAs.get('SIMULATOR_URL');
  for (const name of elsewhere ? (['SIMULATOR_SPEED', 'SIMULATOR_PORT', 'SIMULATOR_ARCHIVES'] as const) : []) {
    const given = givenAs.get(name);
    if (given) faults.push(`${given} is for the embedded simulator; the one at ${elsewhere} has its own.`);
  }
  return faults;
}

/** What must be in no log: values that are secrets, and passwords inside of addresses. */
export function secretsOf(config: Config): string[] {
  const values = names
    .filter((name) => (options[name] as Option).isSecret)
    .map((name) => config[name])
    .filter((value) => typeof value === 'string');
  return values.flatMap((value) => {
    const { password } = URL.canParse(value) ? new URL(value) : { password: value };
    return [...new Set([password, decodeURIComponent(password)])].filter((secret) => secret !== '');
  });
}

const oldFlags = new Map(Object.entries(renamedOptions).map(([old, name]) => [flagOf(old), flagOf(name)]));

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
    else if (oldFlags.has(token.name)) faults.push(`${token.rawName} was renamed; use --${oldFlags.get(token.name)}.`);
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
