// One small read that shows whether AWS responds. A file of its own: only loaders, watch, outputs and starts read AWS.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { listVaults } from '../aws/glacier/listVaults.ts';
import type { Location } from '../core/location.ts';

export const probeAws = async (aws: AwsSession, location: Location): Promise<void> => {
  await listVaults(aws, location, { limit: 1, marker: null });
};
