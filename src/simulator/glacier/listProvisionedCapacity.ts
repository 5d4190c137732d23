// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListProvisionedCapacity.html
import {
  ListProvisionedCapacity$,
  type ListProvisionedCapacityCommandInput,
  type ListProvisionedCapacityCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { milliseconds } from '../world/dates.ts';

export const listProvisionedCapacity = operation<
  ListProvisionedCapacityCommandInput,
  ListProvisionedCapacityCommandOutput
>(ListProvisionedCapacity$, (_, { location, now }) => ({
  ProvisionedCapacityList: location.capacityUnits
    .filter(({ endsAt }) => now < endsAt)
    .map(({ id, startsAt, endsAt }) => ({
      CapacityId: id,
      StartDate: milliseconds(startsAt),
      ExpirationDate: milliseconds(endsAt),
    })),
}));
