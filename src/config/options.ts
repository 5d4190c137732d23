// The option table: every option of the gateway by its environment variable. The command line, --help, the defaults of
// serve() and docs/configuration.md are derived from it. To add an option, add an entry to a file in options/.
import type * as z from 'zod/mini';
import { accessOptions } from './options/access.ts';
import { awsOptions } from './options/aws.ts';
import { awsLimitsOptions } from './options/awsLimits.ts';
import { callerLimitsOptions } from './options/callerLimits.ts';
import { eventsOptions } from './options/events.ts';
import { jobsOptions } from './options/jobs.ts';
import { memoryOptions } from './options/memory.ts';
import { notifyOptions } from './options/notify.ts';
import { operationOptions } from './options/operation.ts';
import type { Option } from './options/option.ts';
import { outputsOptions } from './options/outputs.ts';
import { proxyOptions } from './options/proxy.ts';
import { requestsOptions } from './options/requests.ts';
import { serverOptions } from './options/server.ts';
import { simulatorOptions } from './options/simulator.ts';
import { startsOptions } from './options/starts.ts';
import { watchOptions } from './options/watch.ts';

/** In the order of --help. */
export const optionGroups = [
  serverOptions,
  accessOptions,
  operationOptions,
  simulatorOptions,
  awsOptions,
  awsLimitsOptions,
  proxyOptions,
  jobsOptions,
  startsOptions,
  watchOptions,
  eventsOptions,
  notifyOptions,
  outputsOptions,
  requestsOptions,
  callerLimitsOptions,
  memoryOptions,
] as const;

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type Options = Intersection<(typeof optionGroups)[number]['options']>;

export type OptionName = keyof Options;

/** The value of each option, parsed; undefined for an option that has neither a value nor a default. */
export type Config = {
  [Name in OptionName]:
    | z.output<Options[Name]['schema']>
    | (Options[Name] extends { fallback: string } ? never : undefined);
};

export const options = Object.assign({}, ...optionGroups.map((group) => group.options)) as Record<OptionName, Option>;

export const optionNames = Object.keys(options) as OptionName[];

/** The flag of an option: its environment variable in lower case, with hyphens. */
export const flagOf = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** The defaults of the table, parsed. */
export function defaultConfig(): Config {
  const entries = optionNames.flatMap((name) => {
    const { schema, fallback } = options[name];
    return fallback === undefined ? [] : [[name, schema.parse(fallback)]];
  });
  return Object.fromEntries(entries) as Config;
}

/** What no log line may contain: the values of secret options, and the passwords in their URLs. */
export const secretsOf = (config: Config): string[] =>
  optionNames.flatMap((name) => {
    const { isSecret } = options[name];
    const value = config[name];
    if (!isSecret || typeof value !== 'string') return [];
    return isSecret === 'whole' ? [value] : passwordsOf(value);
  });

/** As the URL has it, and decoded. */
function passwordsOf(url: string): string[] {
  const { password } = URL.canParse(url) ? new URL(url) : { password: '' };
  return [...new Set([password, decoded(password)])].filter((secret) => secret !== '');
}

/** A percent sign may encode nothing, or no UTF-8. */
function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
