// The files that options name, read and parsed before anything starts. A file that cannot be read, or has faults, is a
// ConfigError that names the option and the path.
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { parseApiKeys } from '../access/apiKeys.ts';
import { type Authenticator, createAuthenticator, createOpenAuthenticator } from '../access/authenticator.ts';
import { anonymous, anonymousReader } from '../access/caller.ts';
import { downloadKeySet } from '../access/downloadKeySet.ts';
import { parsePolicy } from '../access/policy.ts';
import { createTokens, type Tokens } from '../access/tokens.ts';
import { type ConfiguredAccount, parseAccounts } from '../config/accountsFile.ts';
import { ConfigError } from '../config/configError.ts';
import type { Config } from '../config/options.ts';
import { systemClock } from '../core/clock.ts';
import { createEgress } from '../egress/createEgress.ts';
import { parsePersistedDocuments } from '../http/documents/parsePersistedDocuments.ts';
import type { PersistedDocuments } from '../http/documents/persistedDocuments.ts';
import { type PriceList, parsePriceList } from '../pricing/priceList.ts';

interface ConfiguredFiles {
  authenticator: Authenticator;
  accounts: readonly ConfiguredAccount[] | undefined;
  prices: PriceList | undefined;
  persistedDocuments: PersistedDocuments | undefined;
}

type FileOption = Extract<keyof Config, `${string}_FILE`>;

/** The log receives what happens to the token issuer later. */
export async function readConfiguredFiles(config: Config, log: Logger): Promise<ConfiguredFiles> {
  const documentLimits = { depth: config.MAX_DEPTH, aliases: config.MAX_ALIASES, tokens: config.MAX_TOKENS };
  const documents = await read(config, 'PERSISTED_DOCUMENTS_FILE', (json) =>
    parsePersistedDocuments(json, documentLimits),
  );
  return {
    authenticator: await readAuthenticator(config, log),
    accounts: config.BACKEND === 'aws' ? (await read(config, 'ACCOUNTS_FILE', parseAccounts))?.accounts : undefined,
    prices: (await read(config, 'PRICE_LIST_FILE', parsePriceList))?.priceList,
    persistedDocuments: documents?.documents,
  };
}

/** Undefined if the option is not set. */
async function read<Parsed extends object>(
  config: Config,
  option: FileOption,
  parse: (json: string) => Parsed | { faults: string[] },
): Promise<Parsed | undefined> {
  const path = config[option];
  if (path === undefined) return undefined;
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`${option} ${path} cannot be read (${error.code}).`]);
  });
  // Replaced characters would name other callers and vaults.
  if (!isUtf8(bytes)) throw new ConfigError([`${option} ${path} is not valid UTF-8.`]);
  const text = bytes.toString('utf8');
  const parsed = parse(text);
  if ('faults' in parsed) throw new ConfigError(parsed.faults.map((fault) => `${option} ${path}: ${fault}`));
  return parsed;
}

/** parseConfig accepts authentication only together with a policy. */
async function readAuthenticator(config: Config, log: Logger): Promise<Authenticator> {
  const policy = await read(config, 'POLICY_FILE', parsePolicy);
  if (policy === undefined) {
    const mayWrite = config.BACKEND === 'local' || config.ALLOW_ANONYMOUS_WRITES;
    return createOpenAuthenticator(mayWrite ? anonymous : anonymousReader);
  }
  return createAuthenticator({
    policy,
    keys: (await read(config, 'API_KEYS_FILE', parseApiKeys))?.keys,
    tokens: tokensOf(config, log),
    clock: systemClock,
  });
}

function tokensOf(config: Config, log: Logger): Tokens | undefined {
  const { JWT_JWKS_URL: url, JWT_ISSUER: issuers = [], JWT_AUDIENCE: audiences = [] } = config;
  if (url === undefined) return undefined;
  const rules = {
    issuers,
    audiences,
    audienceClaim: config.JWT_AUDIENCE_CLAIM,
    subjectClaim: config.JWT_SUBJECT_CLAIM,
    algorithms: config.JWT_ALGORITHMS,
    types: config.JWT_TOKEN_TYPES,
    requiredClaims: config.JWT_REQUIRED_CLAIMS ?? [],
    clockTolerance: config.JWT_CLOCK_TOLERANCE_SECONDS,
  };
  const egress = createEgress(config);
  return createTokens(rules, () => downloadKeySet(egress, url), systemClock, log);
}
