// The backend that BACKEND names: AWS, or the simulator with its demo topic.
import type { Logger } from 'pino';
import type { Backend } from '../aws/backend.ts';
import { connectAws } from '../aws/client/connectAws.ts';
import type { Config } from '../config/options.ts';
import type { ConfiguredAccount } from '../config/parseAccounts.ts';
import { createEgress } from '../egress/createEgress.ts';
import type { Gateway } from '../serve.ts';

export interface OpenBackend {
  backend: Backend;
  /** With the options that the simulator adds. */
  config: Config;
  /** The backend with other accounts; null if they are not configured by a file. */
  withAccounts: ((accounts: readonly ConfiguredAccount[]) => Promise<Backend>) | null;
  /** The base URL of the simulator; null with AWS. */
  simulatorUrl: string | null;
  /** Connects the backend to a gateway that listens. */
  attach(gateway: Pick<Gateway, 'snsUrl'>): void;
  close(): Promise<void>;
}

/** `fail` is called if the simulator ends by itself. */
export const openBackend = async (
  config: Config,
  accounts: readonly ConfiguredAccount[] | undefined,
  { log, fail }: { log: Logger; fail: () => void },
): Promise<OpenBackend> =>
  config.BACKEND === 'aws' ? openAws(config, accounts, log) : openSimulator(config, log, fail);

async function openAws(
  config: Config,
  accounts: readonly ConfiguredAccount[] | undefined,
  log: Logger,
): Promise<OpenBackend> {
  const connected = await connectAws({
    region: config.AWS_REGION,
    accountId: config.AWS_ACCOUNT_ID,
    endpoints: {
      glacier: config.AWS_ENDPOINT_URL_GLACIER ?? config.AWS_ENDPOINT_URL,
      s3Control: config.AWS_ENDPOINT_URL_S3_CONTROL ?? config.AWS_ENDPOINT_URL,
      s3: config.AWS_ENDPOINT_URL_S3 ?? config.AWS_ENDPOINT_URL,
      sns: config.AWS_ENDPOINT_URL_SNS ?? config.AWS_ENDPOINT_URL,
    },
    accounts,
    stsEndpoint: config.AWS_ENDPOINT_URL_STS ?? config.AWS_ENDPOINT_URL,
    timeouts: { attempt: config.AWS_ATTEMPT_TIMEOUT_MS, call: config.AWS_TIMEOUT_MS },
    credentialsTimeout: config.AWS_CREDENTIALS_TIMEOUT_MS,
    egress: createEgress(config),
    log,
  });
  const { TRUSTED_ACCOUNTS: trustedAccounts } = config;
  const { backend, withAccounts } = connected;
  return {
    backend: { ...backend, trustedAccounts },
    config,
    withAccounts: withAccounts && (async (changed) => ({ ...(await withAccounts(changed)), trustedAccounts })),
    simulatorUrl: null,
    attach: () => undefined,
    close: async () => undefined,
  };
}

async function openSimulator(config: Config, log: Logger, fail: () => void): Promise<OpenBackend> {
  // Against AWS the code of the simulator is not loaded.
  const { startLocal } = await import('./startLocal.ts');
  const { backend, simulator, sns } = await startLocal({
    url: config.SIMULATOR_URL,
    speed: config.SIMULATOR_SPEED,
    port: config.SIMULATOR_PORT,
    archives: config.SIMULATOR_ARCHIVES,
    onEnd: (error) => {
      log.fatal({ err: error }, 'the embedded simulator has ended');
      fail();
    },
  });
  return {
    backend: { ...backend, trustedAccounts: config.TRUSTED_ACCOUNTS ?? backend.trustedAccounts },
    config: {
      ...config,
      SNS_TOPICS: config.SNS_TOPICS ?? sns.topics,
      SNS_CERTIFICATE_URL: config.SNS_CERTIFICATE_URL ?? sns.certificateUrl,
    },
    withAccounts: null,
    simulatorUrl: simulator.url,
    attach: ({ snsUrl }) => sns.subscribe(snsUrl),
    close: simulator.close,
  };
}
