// Provisioned capacity units for Expedited retrievals: the type and its query.
import type { ProvisionedCapacityRecord } from '../../aws/glacier/listProvisionedCapacity.ts';
import { orNotFound } from '../../core/errors.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { readersOfLocation } from '../kit/rules.ts';
import { reportSkipped } from '../kit/skippedRecords.ts';

export const ProvisionedCapacity = builder.objectRef<ProvisionedCapacityRecord>('ProvisionedCapacity').implement({
  description:
    'A provisioned capacity unit. It guarantees capacity for Expedited retrievals for one month. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListProvisionedCapacity.html',
  fields: (t) => ({
    capacityId: t.exposeString('capacityId', { description: 'The ID of the unit that AWS assigned.' }),
    startDate: t.expose('startDate', { type: 'DateTime', description: 'The time when the unit was purchased.' }),
    expirationDate: t.expose('expirationDate', { type: 'DateTime', description: 'The time when the unit expires.' }),
  }),
});

builder.queryField('provisionedCapacity', (t) =>
  t.field({
    type: [ProvisionedCapacity],
    ...readersOfLocation,
    description: 'The provisioned capacity units of an account in a region. Costs one ListProvisionedCapacity call.',
    args: locationArguments(t.arg),
    ...costs({ calls: 1 }),
    resolve: async (_, where, ctx, info) => {
      const read = await ctx.loaders.provisionedCapacity.load(checkLocation(ctx.backend, where));
      return reportSkipped(orNotFound(read, 'AWS has no provisioned capacity for this account and region.'), ctx, info);
    },
  }),
);
