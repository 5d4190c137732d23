// Bought capacity for Expedited retrievals.
import type { ProvisionedCapacityRecord } from '../../aws/glacier/listProvisionedCapacity.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation } from '../kit/checks.ts';
import { emptyWhenClosed } from '../kit/closedAccount.ts';
import { costs } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { mayRead, reportForbidden } from '../kit/rules.ts';

const ProvisionedCapacity = builder.objectRef<ProvisionedCapacityRecord>('ProvisionedCapacity').implement({
  description:
    'A unit of capacity that assures Expedited retrievals for a month. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListProvisionedCapacity.html',
  fields: (t) => ({
    capacityId: t.exposeString('capacityId', { description: "AWS's id of the unit." }),
    startDate: t.expose('startDate', { type: 'DateTime', description: 'When it was bought.' }),
    expirationDate: t.expose('expirationDate', { type: 'DateTime', description: 'When it ends.' }),
  }),
});

builder.queryField('provisionedCapacity', (t) =>
  t.field({
    type: [ProvisionedCapacity],
    authScopes: (_, where, ctx) => mayRead(ctx, checkLocation(ctx.backend, where)),
    unauthorizedResolver: (_, where, ctx, info) => reportForbidden(ctx, info, checkLocation(ctx.backend, where), []),
    description:
      'The units of an account in a region. Empty for an account that Glacier is closed to, with NO_LONGER_SUPPORTED among the errors.',
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
