// A backend whose AWS is at one address, for what is below the front door.
import type { Backend } from '../../src/aws/backend.ts';
import { createClock } from '../../src/core/clock.ts';
import type { Location } from '../../src/core/location.ts';

export const backendAt = (endpoint: string, { accountId, region }: Location): Backend => ({
  kind: 'AWS',
  accounts: [{ accountId, name: null, regions: [region] }],
  clock: createClock({ speed: 1 }),
  endpoints: () => ({ glacier: endpoint, s3Control: endpoint, s3: endpoint }),
  credentials: () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
});
