// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListProvisionedCapacity.html
import { ListProvisionedCapacityCommand } from '@aws-sdk/client-glacier';
import type { Location } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import { present, presentDate } from '../client/present.ts';
import type { AwsSession } from '../client/session.ts';

export interface ProvisionedCapacityRecord {
  capacityId: string;
  startDate: Date;
  expirationDate: Date;
}

export const listProvisionedCapacity = (aws: AwsSession, location: Location): Promise<ProvisionedCapacityRecord[]> =>
  aws.read(
    glacier('ListProvisionedCapacity', location, new ListProvisionedCapacityCommand({ accountId: location.accountId })),
    ({ ProvisionedCapacityList = [] }) =>
      ProvisionedCapacityList.map(({ CapacityId, StartDate, ExpirationDate }) => ({
        capacityId: present(CapacityId, 'CapacityId'),
        startDate: presentDate(StartDate, 'StartDate'),
        expirationDate: presentDate(ExpirationDate, 'ExpirationDate'),
      })),
  );
