// Parsed options from flags and environment variables. Pure; it reports all faults at once.
import { parseArgs } from 'node:util';
import { closestName } from '../core/closestName.ts';
import { ConfigError } from './configError.ts';
import { contradictionsOf } from './contradictionsOf.ts';
import { type Config, defaultConfig, flagOf, type OptionName, optionNames, options } from './options.ts';
import { renamedOptions } from './renamedOptions.ts';

export type ParsedCommand =
  | { kind: 'help' }
  | { kind: 'version' }
  | { kind: 'serve'; config: Config; warnings: string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const flagNames = optionNames.map(flagOf);
const renamedFlags = new Map(Object.entries(renamedOptions).map(([old, name]) => [flagOf(old), flagOf(name)]));

/** Flags win over the environment, the environment over the defaults. An empty variable counts as not set. */
export function parseConfig(args: readonly string[], env: Environment): ParsedCommand {
  const faults: string[] = [];
  const flags = parseFlags(args, faults);
  if (flags.has('help')) return { kind: 'help' };
  if (flags.has('version')) return { kind: 'version' };
  for (const [old, name] of Object.entries(renamedOptions)) {
    if (env[old]) faults.push(`${old} was renamed to ${name}.`);
  }

  const values: Partial<Record<OptionName, unknown>> = {};
  const givenAs = new Map<OptionName, string>();
  for (const name of optionNames) {
    const { schema, allowed, isSecret } = options[name];
    const flag = flags.get(flagOf(name));
    const variable = variableOf(name, env);
    const value = flag || env[variable];
    if (!value) continue;
    const source = flag ? `--${flagOf(name)}` : variable;
    givenAs.set(name, source);
    const parsed = schema.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else faults.push(`${source} is ${isSecret ? 'not valid' : JSON.stringify(value)}. Allowed: ${allowed}.`);
  }
  const config = { ...defaultConfig(), ...values } as Config;
  if (faults.length === 0) faults.push(...contradictionsOf(config, givenAs));
  if (faults.length > 0) throw new ConfigError(faults);
  return { kind: 'serve', config, warnings: mistypedVariables(env) };
}

/** The environment variable of an option: its other name if only that is set. */
function variableOf(name: OptionName, env: Environment): string {
  const { alsoReadFrom } = options[name];
  return alsoReadFrom !== undefined && !env[name] && env[alsoReadFrom] ? alsoReadFrom : name;
}

const otherNames = new Set(Object.values(options).flatMap(({ alsoReadFrom }) => alsoReadFrom ?? []));

/** Names as short as HOST and PORT resemble variables of other programs. */
const shortestSuggestion = 9;

/**
 * Warnings about variables that resemble an option which is not set. No faults, because other programs read the same
 * environment; the SDK itself reads an AWS_ENDPOINT_URL_... for each service.
 */
function mistypedVariables(env: Environment): string[] {
  return Object.keys(env).flatMap((name) => {
    if (Object.hasOwn(options, name) || otherNames.has(name) || name.length < shortestSuggestion) return [];
    if (name.startsWith('AWS_ENDPOINT_URL_')) return [];
    const meant = closestName(name, optionNames, 2);
    if (meant === undefined || !env[name] || env[variableOf(meant, env)]) return [];
    return [`The environment variable ${name} is not an option. Did you mean ${meant}?`];
  });
}

function parseFlags(args: readonly string[], faults: string[]): Map<string, string> {
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(flagNames.map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
    strict: false,
    tokens: true,
  });
  const flags = new Map<string, string>();
  let isAfterUnknown = false;
  for (const token of tokens) {
    // The word after an unknown flag was probably its value: one fault is enough.
    const isValueOfUnknown = isAfterUnknown;
    isAfterUnknown = false;
    if (token.kind === 'positional' && !isValueOfUnknown) {
      faults.push(`Unexpected argument ${JSON.stringify(token.value)}. ${seeHelp}`);
    }
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    isAfterUnknown = !flagNames.includes(name) && value === undefined;
    if (name === 'help' || name === 'version') flags.set(name, '');
    else if (!flagNames.includes(name)) faults.push(unknownFlag(name, rawName));
    else if (!value) faults.push(`${rawName} needs a value. Allowed: ${allowedOf(name)}.`);
    else flags.set(name, value);
  }
  return flags;
}

const seeHelp = 'See --help.';

function unknownFlag(name: string, rawName: string): string {
  const renamed = renamedFlags.get(name);
  if (renamed !== undefined) return `${rawName} was renamed to --${renamed}.`;
  const meant = closestName(name, [...flagNames, 'help', 'version']);
  return `${rawName} is not an option. ${meant === undefined ? seeHelp : `Did you mean --${meant}?`}`;
}

const allowedOf = (flag: string): string => {
  const name = optionNames.find((each) => flagOf(each) === flag);
  return name === undefined ? '' : options[name].allowed;
};
