// The files that options name, read and parsed before anything starts.
import type { Logger } from 'pino';
import { parseApiKeys } from '../access/apiKeys.ts';
import { type Authenticator, createAuthenticator, createOpenAuthenticator } from '../access/authenticator.ts';
import { anonymous, anonymousReader } from '../access/caller.ts';
import { createKeySet } from '../access/createKeySet.ts';
import { createTokens, type Tokens } from '../access/createTokens.ts';
import { downloadKeySet } from '../access/downloadKeySet.ts';
import { parsePolicy } from '../access/policy.ts';
import { unmatchableCallers, unmatchableResources } from '../access/unmatchableRules.ts';
import { ConfigError } from '../config/configError.ts';
import type { Config } from '../config/options.ts';
import { type ConfiguredAccount, parseAccounts } from '../config/parseAccounts.ts';
import { steadyClock, systemClock } from '../core/clock.ts';
import type { Location } from '../core/location.ts';
import { createEgress } from '../egress/createEgress.ts';
import { parsePersistedDocuments } from '../http/documents/parsePersistedDocuments.ts';
import type { PersistedDocuments } from '../http/documents/persistedDocuments.ts';
import { parseRoutes, unservedFaults } from '../notifications/parseRoutes.ts';
import type { Route } from '../notifications/route.ts';
import { type PriceList, parsePriceList } from '../pricing/priceList.ts';
import { readConfiguredFile } from './readConfiguredFile.ts';

interface ConfiguredFiles {
  authenticator: Authenticator;
  /** The faults of the policy where the gateway serves these accounts and regions; empty if there is none. */
  policyFaults(served: readonly Location[]): string[];
  /** Of notifications. */
  routes: readonly Route[] | undefined;
  /** The faults of the routes there; empty if there is none. */
  routeFaults(served: readonly Location[]): string[];
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
  const allowsHttp = config.NOTIFY_ALLOW_PRIVATE_ADDRESSES;
  const routes = (await read(config, 'NOTIFY_FILE', (json) => parseRoutes(json, { allowsHttp })))?.routes;
  return {
    ...(await readAccess(config, log)),
    routes,
    routeFaults: (served) =>
      unservedFaults(routes ?? [], served).map((fault) => `NOTIFY_FILE ${config.NOTIFY_FILE}: ${fault}`),
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
  return path === undefined ? undefined : readConfiguredFile(option, path, parse);
}

/** parseConfig accepts authentication only together with a policy. */
async function readAccess(
  config: Config,
  log: Logger,
): Promise<Pick<ConfiguredFiles, 'authenticator' | 'policyFaults'>> {
  const policy = await read(config, 'POLICY_FILE', parsePolicy);
  if (policy === undefined) {
    const mayWrite = config.BACKEND === 'local' || config.ALLOW_ANONYMOUS_WRITES;
    return {
      authenticator: createOpenAuthenticator(mayWrite ? anonymous : anonymousReader),
      policyFaults: () => [],
    };
  }
  const keys = (await read(config, 'API_KEYS_FILE', parseApiKeys))?.keys;
  const tokens = tokensOf(config, log);
  const named = (faults: readonly string[]) => faults.map((fault) => `POLICY_FILE ${config.POLICY_FILE}: ${fault}`);
  const faults = named(unmatchableCallers(policy, { keyNames: keys?.names, hasTokens: tokens !== undefined }));
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    authenticator: createAuthenticator({ policy, keys, tokens, clock: systemClock }),
    policyFaults: (served) => named(unmatchableResources(policy, served)),
  };
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
  const keySet = createKeySet(() => downloadKeySet(egress, url), steadyClock, log);
  return createTokens(rules, keySet, systemClock);
}
