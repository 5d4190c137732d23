// The process: arguments and environment in, a running gateway out. Exit code 2 for a configuration that cannot be.
import { readFile } from 'node:fs/promises';
import { type Logger, pino } from 'pino';
import { parseApiKeys } from './access/apiKeys.ts';
import { type Authenticator, createAuthenticator, createOpenAuthenticator } from './access/authenticator.ts';
import { anonymous, anonymousReader } from './access/caller.ts';
import { downloadKeySet } from './access/downloadKeySet.ts';
import { parsePolicy } from './access/policy.ts';
import { createTokens } from './access/tokens.ts';
import { connectAws } from './aws/client/connectAws.ts';
import { type ConfiguredAccount, parseAccounts } from './config/accountsFile.ts';
import { type Config, ConfigError, helpText, parseConfig, secretsOf } from './config/config.ts';
import { systemClock } from './core/clock.ts';
import { parsePersistedDocuments } from './http/documents/parsePersistedDocuments.ts';
import type { RequestRules } from './http/requestRules.ts';
import { type PriceList, parsePriceList } from './pricing/priceList.ts';
import { type End, endInOrder } from './process/shutdown.ts';
import { type Gateway, serve } from './serve.ts';
import { createLog } from './telemetry/createLog.ts';

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What a file has that an option names, or all that is wrong with it. */
async function readConfigured<Parsed extends object>(
  option: keyof Config,
  path: string,
  parse: (json: string) => Parsed | { faults: string[] },
): Promise<Parsed> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`${option} ${path} cannot be read (${error.code}).`]);
  });
  const parsed = parse(text);
  if ('faults' in parsed) throw new ConfigError(parsed.faults.map((fault) => `${option} ${path}: ${fault}`));
  return parsed;
}

async function readAccounts(path: string | undefined): Promise<ConfiguredAccount[] | undefined> {
  return path === undefined ? undefined : (await readConfigured('ACCOUNTS_FILE', path, parseAccounts)).accounts;
}

async function readPrices(path: string | undefined): Promise<PriceList | undefined> {
  return path === undefined ? undefined : (await readConfigured('PRICE_LIST_FILE', path, parsePriceList)).priceList;
}

async function requestRules(config: Config): Promise<RequestRules> {
  const documents = { depth: config.MAX_DEPTH, aliases: config.MAX_ALIASES, tokens: config.MAX_TOKENS };
  const { PERSISTED_DOCUMENTS_FILE: path } = config;
  const parse = (json: string) => parsePersistedDocuments(json, documents);
  return {
    introspection: config.INTROSPECTION,
    graphiql: config.GRAPHIQL,
    corsOrigins: config.CORS_ORIGINS ?? [],
    persistedDocuments:
      path === undefined ? undefined : (await readConfigured('PERSISTED_DOCUMENTS_FILE', path, parse)).documents,
    documents,
    cost: { awsCalls: config.MAX_AWS_CALLS, nodes: config.MAX_NODES },
  };
}

/** What parseConfig lets pass: callers with a policy, or neither. */
async function readAuthenticator(config: Config): Promise<Authenticator> {
  const { API_KEYS_FILE, JWT_JWKS_URL: keysUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience, POLICY_FILE } = config;
  if (POLICY_FILE === undefined) {
    const mayWrite = config.BACKEND === 'local' || config.ALLOW_ANONYMOUS_WRITES === '1';
    return createOpenAuthenticator(mayWrite ? anonymous : anonymousReader);
  }
  const rules = { algorithms: config.JWT_ALGORITHMS, issuer: issuer ?? '', audience: audience ?? '' };
  return createAuthenticator({
    policy: await readConfigured('POLICY_FILE', POLICY_FILE, parsePolicy),
    keys:
      API_KEYS_FILE === undefined
        ? undefined
        : (await readConfigured('API_KEYS_FILE', API_KEYS_FILE, parseApiKeys)).keys,
    tokens: keysUrl === undefined ? undefined : createTokens(rules, () => downloadKeySet(keysUrl), systemClock),
    clock: systemClock,
  });
}

function telemetryOptions({ ADMIN_PORT, ADMIN_HOST, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME }: Config) {
  return {
    admin: ADMIN_PORT === undefined ? undefined : { host: ADMIN_HOST, port: ADMIN_PORT },
    traces:
      OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : { endpoint: OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: OTEL_SERVICE_NAME },
  };
}

async function run(
  config: Config,
  log: Logger,
  fail: () => void,
): Promise<{ gateway: Gateway; close(): Promise<void> }> {
  const listen = {
    authenticator: await readAuthenticator(config),
    host: config.HOST,
    port: config.PORT,
    timeouts: { attempt: config.AWS_ATTEMPT_TIMEOUT_MS, call: config.AWS_TIMEOUT_MS },
    gateLimits: {
      glacierRate: config.AWS_GLACIER_RATE,
      s3ControlRate: config.AWS_S3_CONTROL_RATE,
      glacierConcurrency: config.AWS_GLACIER_CONCURRENCY,
      s3ControlConcurrency: config.AWS_S3_CONTROL_CONCURRENCY,
      waiting: config.AWS_QUEUE_LENGTH,
      wait: config.AWS_QUEUE_TIMEOUT_MS,
    },
    bulkStartTimeout: config.BULK_START_TIMEOUT_MS,
    settling: config.LIST_CONSISTENCY_SECONDS * 1000,
    jobsPerSource: config.JOBS_PER_SOURCE,
    inventoryScanBytes: config.INVENTORY_SCAN_BYTES,
    limits: {
      heartbeatSeconds: config.HEARTBEAT_SECONDS,
      slowReaderTimeoutSeconds: config.SLOW_READER_TIMEOUT_SECONDS,
    },
    pace: { minSeconds: config.POLL_MIN_SECONDS, maxSeconds: config.POLL_MAX_SECONDS },
    prices: await readPrices(config.PRICE_LIST_FILE),
    outputs: { secret: config.OUTPUT_SECRET, seconds: config.OUTPUT_LINK_SECONDS },
    publicUrl: config.PUBLIC_URL?.replace(/\/+$/, ''),
    latestLoop: config.MAX_EVENT_LOOP_DELAY_MS,
    redisUrl: config.REDIS_URL,
    requests: await requestRules(config),
    callers: {
      requestsPerMinute: config.REQUESTS_PER_MINUTE,
      startsPerHour: config.STARTS_PER_HOUR,
      subscriptions: config.SUBSCRIPTIONS_PER_CALLER,
    },
    telemetry: telemetryOptions(config),
    fail,
    log,
  };
  if (config.BACKEND === 'aws') {
    const connected = await connectAws({
      region: config.AWS_REGION,
      accountId: config.AWS_ACCOUNT_ID,
      endpoints: {
        glacier: config.AWS_ENDPOINT_URL_GLACIER ?? config.AWS_ENDPOINT_URL,
        s3Control: config.AWS_ENDPOINT_URL_S3_CONTROL ?? config.AWS_ENDPOINT_URL,
        sns: config.AWS_ENDPOINT_URL_SNS ?? config.AWS_ENDPOINT_URL,
      },
      accounts: await readAccounts(config.ACCOUNTS_FILE),
      stsEndpoint: config.AWS_ENDPOINT_URL_STS ?? config.AWS_ENDPOINT_URL,
    });
    const backend = { ...connected, trustedAccounts: config.TRUSTED_ACCOUNTS };
    const sns = config.SNS_TOPICS && { topics: config.SNS_TOPICS, certificateUrl: config.SNS_CERTIFICATE_URL };
    const gateway = await serve({ ...listen, backend, sns });
    say(`glacier-graphql  ${gateway.url}`);
    if (gateway.adminUrl) say(`  Figures and probes: ${gateway.adminUrl}`);
    for (const { accountId, name, regions } of backend.accounts) {
      say(`  AWS account ${accountId}, region ${regions.join(', ')}${name === null ? '' : ` (${name})`}`);
    }
    const { isNeeded, rights } = listen.authenticator;
    const isReadOnly = !isNeeded && rights === anonymousReader.access.key;
    say(
      isReadOnly
        ? '  Read only, as callers need not say who they are: see ALLOW_ANONYMOUS_WRITES, and API_KEYS_FILE.'
        : '  Retrievals and jobs that you start are billed.',
    );
    return { gateway, close: gateway.close };
  }
  const { startLocal } = await import('./process/local.ts');
  const { simulator, sns, ...local } = await startLocal({
    url: config.SIMULATOR_URL,
    speed: config.SIMULATOR_SPEED,
    port: config.SIMULATOR_PORT,
    archives: config.SIMULATOR_ARCHIVES,
  });
  const trustedAccounts = config.TRUSTED_ACCOUNTS ?? local.backend.trustedAccounts;
  const backend = { ...local.backend, trustedAccounts };
  const topics = config.SNS_TOPICS ?? sns.topics;
  const certificateUrl = config.SNS_CERTIFICATE_URL ?? sns.certificateUrl;
  const gateway = await serve({ ...listen, backend, sns: { topics, certificateUrl } });
  sns.subscribe(gateway.snsUrl);
  say(`glacier-graphql  ${gateway.url}${gateway.graphiql ? '   (open it in a browser for GraphiQL)' : ''}`);
  if (gateway.adminUrl) say(`  Figures and probes: ${gateway.adminUrl}`);
  say(`  The data are simulated; time runs ${backend.clock.speed} times as fast. Simulator: ${simulator.url}`);
  say('  For AWS: the option --backend aws, with AWS_PROFILE and AWS_REGION as for the AWS CLI; all options: --help');
  return {
    gateway,
    close: async () => {
      await gateway.close();
      await simulator.close();
    },
  };
}

// The SDK is pinned to versions that run on Node 20; which Node they will need one day is no news for an operator.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

async function main(): Promise<void> {
  const config = parseConfig(process.argv.slice(2), process.env);
  if (config === 'help') return say(helpText());
  const log = createLog({ level: config.LOG_LEVEL, destination: pino.destination(2), secrets: secretsOf(config) });
  let end: End | undefined;
  const { close } = await run(config, log, () => end?.fail());

  end = endInOrder(close, config.SHUTDOWN_GRACE_SECONDS, log);
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  const { code, address, port } = error as { code?: string; address?: string; port?: number };
  if (code !== 'EADDRINUSE') return [String(error)];
  return [`${address}:${port} is in use. Give --port or --simulator-port another; 0 takes a free one.`];
}

main().catch((error: unknown) => {
  for (const fault of faultsOf(error)) process.stderr.write(`glacier-graphql: ${fault}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
});
