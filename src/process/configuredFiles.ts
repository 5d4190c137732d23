// The files that options name. They are read again while the gateway runs. A file whose content is the same has the same
// parsed value, so an equal value means that nothing changed.
import type { Logger } from 'pino';
import { type ApiKeys, parseApiKeys } from '../access/apiKeys.ts';
import { type Authenticator, createAuthenticator, createOpenAuthenticator } from '../access/authenticator.ts';
import { anonymous, anonymousReader } from '../access/caller.ts';
import type { Tokens } from '../access/createTokens.ts';
import { type Policy, parsePolicy } from '../access/policy.ts';
import { unmatchableCallers, unmatchableResources } from '../access/unmatchableRules.ts';
import { ConfigError } from '../config/configError.ts';
import type { Config } from '../config/options.ts';
import { type ConfiguredAccount, parseAccounts } from '../config/parseAccounts.ts';
import { systemClock } from '../core/clock.ts';
import type { Location } from '../core/location.ts';
import type { MaybePromise } from '../core/maybePromise.ts';
import { parsePersistedDocuments } from '../http/documents/parsePersistedDocuments.ts';
import type { PersistedDocuments } from '../http/documents/persistedDocuments.ts';
import { parseRoutes, unservedFaults } from '../notifications/parseRoutes.ts';
import type { Route } from '../notifications/route.ts';
import { type PriceList, parsePriceList } from '../pricing/priceList.ts';
import { allOrFaults } from './allOrFaults.ts';
import { configuredTokens } from './configuredTokens.ts';
import { readConfiguredFile } from './readConfiguredFile.ts';

/** What the files that can be read again contain. */
export interface ReloadedFiles {
  authenticator: Authenticator;
  /** Of notifications. */
  routes: readonly Route[] | undefined;
  accounts: readonly ConfiguredAccount[] | undefined;
  prices: PriceList | undefined;
  persistedDocuments: PersistedDocuments | undefined;
  /** The faults of the policy and the routes where the gateway serves these accounts and regions. */
  faultsAt(served: readonly Location[]): string[];
}

export interface ConfiguredFiles {
  readonly paths: readonly string[];
  /** Rejects with a ConfigError that has the faults of all files or, without any, those of files that do not fit together. */
  read(): Promise<ReloadedFiles>;
}

type FileOption = Extract<keyof Config, `${string}_FILE`>;

type Parse<Parsed extends object> = (json: string) => MaybePromise<Parsed | { faults: string[] }>;

const fileOptions = [
  'API_KEYS_FILE',
  'POLICY_FILE',
  'ACCOUNTS_FILE',
  'NOTIFY_FILE',
  'PRICE_LIST_FILE',
  'PERSISTED_DOCUMENTS_FILE',
] as const;

/** The log receives what happens to the token issuer later. */
export function configuredFiles(config: Config, log: Logger): ConfiguredFiles {
  const allowsHttp = config.NOTIFY_ALLOW_PRIVATE_ADDRESSES;
  const readKeys = reader(config, 'API_KEYS_FILE', parseApiKeys);
  const readPolicy = reader(config, 'POLICY_FILE', parsePolicy);
  const readAccounts = reader(config, 'ACCOUNTS_FILE', parseAccounts);
  const readRoutes = reader(config, 'NOTIFY_FILE', (json) => parseRoutes(json, { allowsHttp }));
  const readPrices = reader(config, 'PRICE_LIST_FILE', parsePriceList);
  const documentLimits = { depth: config.MAX_DEPTH, aliases: config.MAX_ALIASES, tokens: config.MAX_TOKENS };
  const readDocuments = reader(config, 'PERSISTED_DOCUMENTS_FILE', (json) =>
    parsePersistedDocuments(json, documentLimits),
  );
  const authenticatorOf = authenticators(config, configuredTokens(config, log));
  const isUsed = (option: FileOption) => option !== 'ACCOUNTS_FILE' || config.BACKEND === 'aws';

  return {
    paths: fileOptions.filter(isUsed).flatMap((option) => config[option] ?? []),
    read: async () => {
      const [policy, keyFile, routesFile, accountsFile, pricesFile, documentsFile] = await allOrFaults([
        readPolicy(),
        readKeys(),
        readRoutes(),
        isUsed('ACCOUNTS_FILE') ? readAccounts() : undefined,
        readPrices(),
        readDocuments(),
      ]);
      const routes = routesFile?.routes;
      const policyFaults = (found: readonly string[]) =>
        found.map((fault) => `POLICY_FILE ${config.POLICY_FILE}: ${fault}`);
      const authenticator = authenticatorOf(policy, keyFile?.keys);
      return {
        authenticator,
        routes,
        accounts: accountsFile?.accounts,
        prices: pricesFile?.priceList,
        persistedDocuments: documentsFile?.documents,
        faultsAt: (served) => [
          ...policyFaults(policy ? unmatchableResources(policy, served) : []),
          ...unservedFaults(routes ?? [], served).map((fault) => `NOTIFY_FILE ${config.NOTIFY_FILE}: ${fault}`),
        ],
      };
    },
  };
}

/** Reads the file of an option; undefined if the option is not set. */
function reader<Parsed extends object>(config: Config, option: FileOption, parse: Parse<Parsed>) {
  let last: { json: string; parsed: ReturnType<Parse<Parsed>> } | undefined;
  const parseOnce = (json: string) => {
    if (last?.json !== json) last = { json, parsed: parse(json) };
    return last.parsed;
  };
  const path = config[option];
  return async () => (path === undefined ? undefined : readConfiguredFile(option, path, parseOnce));
}

/** Makes the authenticator of a policy and keys; the same one for the same. parseConfig accepts keys and tokens only with a policy. */
function authenticators(config: Config, tokens: Tokens | undefined) {
  const mayWrite = config.BACKEND === 'local' || config.ALLOW_ANONYMOUS_WRITES;
  const open = createOpenAuthenticator(mayWrite ? anonymous : anonymousReader);
  let last: { policy: Policy; keys: ApiKeys | undefined; authenticator: Authenticator } | undefined;
  return (policy: Policy | undefined, keys: ApiKeys | undefined): Authenticator => {
    if (!policy) return open;
    if (last?.policy === policy && last.keys === keys) return last.authenticator;
    const faults = unmatchableCallers(policy, { keyNames: keys?.names, hasTokens: tokens !== undefined });
    if (faults.length > 0) throw new ConfigError(faults.map((fault) => `POLICY_FILE ${config.POLICY_FILE}: ${fault}`));
    last = { policy, keys, authenticator: createAuthenticator({ policy, keys, tokens, clock: systemClock }) };
    return last.authenticator;
  };
}
