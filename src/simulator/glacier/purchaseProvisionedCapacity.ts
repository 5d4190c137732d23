// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-PurchaseProvisionedCapacity.html
// No body and no token: every accepted request buys another unit for a month.
import {
  PurchaseProvisionedCapacity$,
  type PurchaseProvisionedCapacityCommandInput,
  type PurchaseProvisionedCapacityCommandOutput,
} from '@aws-sdk/client-glacier';
import { limitExceeded } from '../http/errors.ts';
import { operation } from '../http/operation.ts';

const UNITS = 2;

export const purchaseProvisionedCapacity = operation<
  PurchaseProvisionedCapacityCommandInput,
  PurchaseProvisionedCapacityCommandOutput
>(PurchaseProvisionedCapacity$, (_, { world, location, now }) => {
  if (location.capacityUnits.filter(({ endsAt }) => now < endsAt).length >= UNITS) {
    throw limitExceeded(`The limit of ${UNITS} provisioned capacity units is reached.`);
  }
  const unit = { id: world.ids.capacity(), startsAt: now, endsAt: oneMonthLater(now) };
  location.capacityUnits.push(unit);
  return { capacityId: unit.id };
});

// To the second. If the next month lacks the day, the unit ends on that month's last day.
function oneMonthLater(time: number): number {
  const start = new Date(time);
  const end = new Date(time);
  end.setUTCDate(1);
  end.setUTCMonth(start.getUTCMonth() + 1);
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  return end.getTime();
}
