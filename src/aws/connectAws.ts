// AWS as the backend: credentials, region and profile by the SDK's own chain, and the account that they belong to.
import { GlacierClient } from '@aws-sdk/client-glacier';
import { systemClock } from '../clock.ts';
import { ConfigError } from '../config.ts';
import type { Backend } from './backend.ts';

export interface AwsSettings {
  region: string | undefined;
  accountId: string | undefined;
  glacierEndpoint: string | undefined;
  stsEndpoint: string | undefined;
}

export async function connectAws(settings: AwsSettings): Promise<Backend> {
  const { glacierEndpoint } = settings;
  const clientConfig = glacierEndpoint === undefined ? {} : { endpoint: glacierEndpoint };
  const client = new GlacierClient({ ...clientConfig, ...(settings.region ? { region: settings.region } : {}) });
  try {
    const region = await client.config.region().catch(() => {
      throw new ConfigError(['No AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile that has one.']);
    });
    const { accountId: carried } = await client.config.credentials().catch(() => {
      throw new ConfigError([
        'No AWS credentials were found: set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where AWS provides them.',
      ]);
    });
    const accountId = carried ?? settings.accountId ?? (await lookUpAccount(region, settings.stsEndpoint));
    return {
      kind: 'AWS',
      accounts: [{ accountId, name: null, regions: [region] }],
      clock: systemClock,
      clientConfig: () => clientConfig,
    };
  } finally {
    client.destroy();
  }
}

/** STS is loaded where it is needed only. */
async function lookUpAccount(region: string, endpoint: string | undefined): Promise<string> {
  const { askSts } = await import('./askSts.ts');
  return askSts(region, endpoint);
}
