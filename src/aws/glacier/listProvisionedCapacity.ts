// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListProvisionedCapacity.html
import { ListProvisionedCapacityCommand } from '@aws-sdk/client-glacier';
import type { Location } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { present, presentDate } from '../client/present.ts';

export const listProvisionedCapacityOperation = defineOperation({
  service: 'glacier',
  name: 'ListProvisionedCapacity',
  action: 'read',
  iam: ['glacier:ListProvisionedCapacity'],
  retry: 'repeatable',
});

export interface ProvisionedCapacityRecord {
  capacityId: string;
  startDate: Date;
  expirationDate: Date;
}

export const listProvisionedCapacity = (aws: AwsSession, location: Location): Promise<ProvisionedCapacityRecord[]> =>
  aws.read(
    glacier(
      listProvisionedCapacityOperation,
      location,
      new ListProvisionedCapacityCommand({ accountId: location.accountId }),
    ),
    ({ ProvisionedCapacityList = [] }) =>
      ProvisionedCapacityList.map(({ CapacityId, StartDate, ExpirationDate }) => ({
        capacityId: present(CapacityId, 'CapacityId'),
        startDate: presentDate(StartDate, 'StartDate'),
        expirationDate: presentDate(ExpirationDate, 'ExpirationDate'),
      })),
  );
