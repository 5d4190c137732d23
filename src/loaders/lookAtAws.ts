// One small read, to see whether AWS answers.
import type { AwsSession } from '../aws/client/session.ts';
import { listVaults } from '../aws/glacier/listVaults.ts';
import type { Location } from '../core/location.ts';

export const probeAws = async (aws: AwsSession, location: Location): Promise<void> => {
  await listVaults(aws, location, { limit: 1, marker: null });
};
