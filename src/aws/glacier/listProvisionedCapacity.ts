// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListProvisionedCapacity.html
import { ListProvisionedCapacityCommand, type ProvisionedCapacityDescription } from '@aws-sdk/client-glacier';
import type { Location } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { type ListRecords, listRecords } from '../client/listRecords.ts';
import { presentDate, presentText } from '../client/present.ts';

export const listProvisionedCapacityOperation = defineOperation({
  service: 'glacier',
  name: 'ListProvisionedCapacity',
  action: 'read',
  list: 'ProvisionedCapacityList',
  idMember: 'CapacityId',
  iam: ['glacier:ListProvisionedCapacity'],
  retry: 'repeatable',
});

export interface ProvisionedCapacityRecord {
  capacityId: string;
  startDate: Date;
  expirationDate: Date;
}

export const listProvisionedCapacity = (
  aws: AwsSession,
  location: Location,
): Promise<ListRecords<ProvisionedCapacityRecord>> =>
  aws.read(
    glacier(
      listProvisionedCapacityOperation,
      location,
      new ListProvisionedCapacityCommand({ accountId: location.accountId }),
    ),
    (output) =>
      listRecords(
        listProvisionedCapacityOperation,
        output,
        ({ CapacityId, StartDate, ExpirationDate }: ProvisionedCapacityDescription) => ({
          capacityId: presentText(CapacityId, 'CapacityId'),
          startDate: presentDate(StartDate, 'StartDate'),
          expirationDate: presentDate(ExpirationDate, 'ExpirationDate'),
        }),
      ),
  );
