// Provisioned capacity units for Expedited retrievals: the type and its query.
import type { ProvisionedCapacityRecord } from '../../aws/glacier/listProvisionedCapacity.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { emptyWhenClosed } from '../kit/emptyWhenClosed.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { mayRead, reportForbidden } from '../kit/rules.ts';

const ProvisionedCapacity = builder.objectRef<ProvisionedCapacityRecord>('ProvisionedCapacity').implement({
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
    authScopes: (_, where, ctx) => mayRead(ctx, checkLocation(ctx.backend, where)),
    unauthorizedResolver: (_, where, ctx, info) => reportForbidden(ctx, info, checkLocation(ctx.backend, where), []),
    description:
      'The provisioned capacity units of an account in a region. Costs one ListProvisionedCapacity call. If the account cannot use Glacier vaults, the list is empty, and the errors contain NO_LONGER_SUPPORTED.',
    args: locationArguments(t.arg),
    ...costs({ calls: 1 }),
    resolve: (_, where, ctx, info) => {
      const location = checkLocation(ctx.backend, where);
      return emptyWhenClosed<ProvisionedCapacityRecord[]>(
        ctx,
        info,
        [],
        async () => (await ctx.loaders.provisionedCapacity.load(location)) ?? [],
      );
    },
  }),
);
