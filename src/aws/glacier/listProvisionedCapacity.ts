// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListProvisionedCapacity.html
import { ListProvisionedCapacityCommand } from '@aws-sdk/client-glacier';
import type { Location } from '../../core/location.ts';
import { glacier } from '../awsCall.ts';
import type { AwsSession } from '../createAws.ts';
import { present, presentDate } from '../present.ts';

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
