// What this gateway is and where it sends its calls.

import { type Backend, defaultLocation, type GatewayAccount } from '../aws/backend.ts';
import { version } from '../core/version.ts';
import { builder } from './kit/builder.ts';
import { free } from './kit/cost.ts';

const BackendKind = builder.enumType('Backend', {
  description: 'What stands behind the gateway.',
  values: {
    LOCAL: { description: 'The embedded simulator: all data are made up.' },
    AWS: { description: 'AWS, or a server that speaks like it.' },
  },
});

const Account = builder.objectRef<GatewayAccount>('GatewayAccount').implement({
  description: 'An account that the gateway may ask.',
  fields: (t) => ({
    accountId: t.expose('accountId', { type: 'AccountId', description: 'Its number.' }),
    name: t.exposeString('name', { nullable: true, description: 'A name for people; null where none is configured.' }),
    regions: t.field({
      type: ['String'],
      description: 'The regions that the gateway asks in; the first is the default.',
      resolve: ({ regions }) => [...regions],
    }),
  }),
});

const Gateway = builder.objectRef<Backend>('Gateway').implement({
  description: 'What this gateway is, and where it sends its calls.',
  fields: (t) => ({
    version: t.string({ description: 'Of glacier-graphql.', resolve: () => version }),
    backend: t.field({ type: BackendKind, description: 'What stands behind it.', resolve: ({ kind }) => kind }),
    defaultAccount: t.field({
      type: 'AccountId',
      description: 'Meant where a field is asked without account.',
      resolve: (backend) => defaultLocation(backend).accountId,
    }),
    defaultRegion: t.string({
      description: 'Meant where a field is asked without region.',
      resolve: (backend) => defaultLocation(backend).region,
    }),
    accounts: t.field({
      type: [Account],
      description: 'Where it may ask.',
      resolve: ({ accounts }) => [...accounts],
    }),
  }),
});

builder.queryField('gateway', (t) =>
  t.field({
    type: Gateway,
    description: 'What this gateway is, and where it sends its calls. No AWS call.',
    ...free,
    resolve: (_, __, { backend }) => backend,
  }),
);
