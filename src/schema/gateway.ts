// The gateway itself: version, backend, accounts and regions.

import { type Backend, defaultLocation, type GatewayAccount } from '../aws/backend.ts';
import { version } from '../core/version.ts';
import { builder } from './kit/builder.ts';
import { costs, free } from './kit/cost.ts';
import { Location } from './location.ts';
import { locationNode } from './locationNode.ts';

const BackendKind = builder.enumType('Backend', {
  description: 'The backend that the gateway sends its calls to.',
  values: {
    LOCAL: { description: 'The embedded simulator; all data is invented.' },
    AWS: { description: 'AWS, or a server that implements its API.' },
  },
});

const locationCount = (accounts: readonly GatewayAccount[]): number =>
  accounts.reduce((sum, { regions }) => sum + regions.length, 0);

const Account = builder.objectRef<GatewayAccount>('GatewayAccount').implement({
  description: 'An AWS account that the gateway is configured for.',
  fields: (t) => ({
    accountId: t.expose('accountId', { type: 'AccountId', description: 'The account ID, 12 digits.' }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'The configured display name; null if none is configured.',
    }),
    regions: t.field({
      type: ['String'],
      description: "The account's configured regions. The first one is its default.",
      resolve: ({ regions }) => [...regions],
    }),
    locations: t.field({
      type: [Location],
      description: "The account's configured regions as locations, with what they contain. In the order of `regions`.",
      ...costs({ times: (_, { accounts }) => locationCount(accounts) / accounts.length, everywhere: true }),
      resolve: ({ accountId, regions }) => regions.map((region) => locationNode({ accountId, region })),
    }),
  }),
});

const Gateway = builder.objectRef<Backend>('Gateway').implement({
  description: 'The gateway: its version, its backend, and the accounts and regions that it reads.',
  fields: (t) => ({
    version: t.string({ description: 'The version of glacier-graphql.', resolve: () => version }),
    backend: t.field({
      type: BackendKind,
      description: 'The backend that the gateway sends its calls to.',
      resolve: ({ kind }) => kind,
    }),
    defaultAccountId: t.field({
      type: 'AccountId',
      description: 'The account of fields whose argument `accountId` is omitted.',
      resolve: (backend) => defaultLocation(backend).accountId,
    }),
    defaultRegion: t.string({
      description: 'The region of fields whose arguments `accountId` and `region` are omitted.',
      resolve: (backend) => defaultLocation(backend).region,
    }),
    accounts: t.field({
      type: [Account],
      description:
        'The configured accounts with their regions. Those in which the caller may read nothing are omitted.',
      ...costs({ times: (_, { accounts }) => accounts.length }),
      resolve: ({ accounts }) => [...accounts],
    }),
  }),
});

builder.queryField('gateway', (t) =>
  t.field({
    type: Gateway,
    description: 'The version and configuration of this gateway. Costs no AWS call.',
    ...free,
    resolve: (_, __, { backend }) => backend,
  }),
);
