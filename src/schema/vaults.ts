// The query `vaults`: the vaults of all accounts and regions in one list.
import { costOfVaults } from './costOfVaults.ts';
import type { VaultNode } from './glacier/vaultNode.ts';
import { Vault } from './glacier/vaultRef.ts';
import { SourceStatusEnum } from './jobSource.ts';
import { builder } from './kit/builder.ts';
import { checkServed, locationsOf } from './kit/checkServed.ts';
import { connectionArguments, connectionType } from './kit/connection.ts';
import { costs } from './kit/cost.ts';
import { reportUnread } from './kit/reportUnread.ts';
import { omitsForbidden } from './kit/rules.ts';
import { skippedRecords } from './kit/skippedRecords.ts';
import { readVaults, type VaultSource, type VaultsPage } from './readVaults.ts';

const VaultSourceType = builder.objectRef<VaultSource>('VaultSource').implement({
  description: 'One location of the list `vaults`, with the status of reading it.',
  fields: (t) => ({
    accountId: t.field({
      type: 'AccountId',
      description: 'The account that was read.',
      resolve: ({ location }) => location.accountId,
    }),
    region: t.string({ description: 'The region that was read.', resolve: ({ location }) => location.region }),
    status: t.expose('status', { type: SourceStatusEnum, description: 'The status of reading the location.' }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'The error message of AWS, or what is missing; null if the location was read completely.',
    }),
    skippedRecords: t.field(
      skippedRecords<VaultSource>(
        'The records of vaults that could not be read, and that the list therefore lacks.',
        ({ skipped }) => skipped,
      ),
    ),
  }),
});

export const VaultConnection = connectionType<VaultNode, VaultsPage>('Vault', Vault, 'the vaults');

builder.objectField(VaultConnection, 'sources', (t) =>
  t.field({
    type: [VaultSourceType],
    description:
      'One row for each location that this page has read, in the order of the list. Locations that only later pages need are not among them. If none could be read, a query that does not select `sources` gets an error beside the empty list.',
    resolve: ({ sources }) => sources,
  }),
);

const VaultFilter = builder.inputType('VaultFilter', {
  description: 'Selects vaults. All conditions must match.',
  fields: (t) => ({
    accountIds: t.field({
      type: ['AccountId'],
      description:
        'Vaults of these accounts; of all accounts if omitted or empty. An account that the gateway does not serve is an error.',
    }),
    regions: t.stringList({
      description:
        'Vaults in these regions; in all regions if omitted or empty. A region that the gateway does not serve is an error, and so is a combination of accounts and regions without a location.',
    }),
    nameContains: t.string({
      description:
        'Vaults with this text in their name. Upper and lower case are equal. An empty text means the same as an omitted one. AWS cannot search, so the vaults are read until the page is full.',
    }),
  }),
});

builder.queryField('vaults', (t) =>
  t.field({
    type: VaultConnection,
    ...omitsForbidden,
    description:
      'The vaults of all selected accounts and regions: location by location in the order of `gateway.accounts`, and by name within each. Costs one ListVaults call per page of AWS, at most 10 vaults, and at least one for each location that the page reaches. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vaults-get.html',
    args: {
      filter: t.arg({ type: VaultFilter, description: 'Selects vaults; all vaults if omitted.' }),
      ...connectionArguments(t.arg),
    },
    ...costs(costOfVaults),
    resolve: async (_, { filter, ...page }, ctx, info) => {
      const { access } = ctx.caller;
      checkServed(ctx.backend.accounts, filter ?? {});
      const read = await readVaults(ctx, {
        locations: locationsOf(ctx.backend.accounts, filter ?? {}).filter(
          (location) => access.vaultsIn(location) !== 'none',
        ),
        nameContains: filter?.nameContains || null,
        page,
        contains: () => true,
      });
      reportUnread({ isEmpty: read.edges.length === 0, sources: read.sources }, ctx, info);
      return read;
    },
  }),
);
