// The query `viewer`: the caller as the gateway knows it.
import { type Caller, type CallerKind, identityOf } from '../access/caller.ts';
import { builder } from './kit/builder.ts';
import { free } from './kit/cost.ts';

const ViewerKind = builder.enumType('ViewerKind', {
  description: 'How a caller authenticates.',
  values: {
    ANONYMOUS: { description: 'The gateway is configured without authentication.' },
    API_KEY: { description: 'By an API key.' },
    TOKEN: { description: 'By a JSON Web Token.' },
  } satisfies Record<CallerKind, { description: string }>,
});

const Viewer = builder.objectRef<Caller>('Viewer').implement({
  description: 'The caller of this operation, as the gateway has authenticated it.',
  fields: (t) => ({
    name: t.string({
      nullable: true,
      description: 'The name of the API key, or the subject of the token; null for an anonymous caller.',
      resolve: (caller) => identityOf(caller).name,
    }),
    kind: t.field({
      type: ViewerKind,
      description: 'How the caller authenticates.',
      resolve: (caller) => identityOf(caller).kind,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The time when the credential expires; null if it does not expire.',
      resolve: ({ expiresAt }) => (expiresAt === null ? null : new Date(expiresAt)),
    }),
    startsLeft: t.int({
      nullable: true,
      description:
        'The number of jobs that the caller can start now under STARTS_PER_HOUR; null if the gateway does not limit it. The limit comes back evenly over an hour. It does not say what the policy allows: see `viewerCan`.',
      ...free,
      resolve: (caller, _, { callerLimits }) => callerLimits.startsLeft(caller),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'The caller of this operation. Costs no AWS call.',
    ...free,
    resolve: (_, __, { caller }) => caller,
  }),
);
