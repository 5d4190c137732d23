// The field `viewerCan`: the actions that the policy allows the caller on an object. It decides as the mutations do.
import { type Action, allowedActions, type Resource } from '../../access/access.ts';
import type { Context } from '../../context.ts';
import { builder } from './builder.ts';
import { free } from './cost.ts';

const names = {
  READ: 'read',
  START: 'start',
  MANAGE: 'manage',
  DELETE: 'delete',
  WRITE: 'write',
} as const satisfies Record<string, Action>;

const ActionEnum = builder.enumType('Action', {
  description: 'A kind of operation that the authorization policy allows or refuses.',
  values: {
    READ: { description: 'Queries and subscriptions.', value: names.READ },
    START: {
      description: 'Jobs that AWS bills: retrievals and inventories of a vault, and new Batch jobs.',
      value: names.START,
    },
    MANAGE: {
      description:
        'Changes that can be undone: tags, notifications, priorities, confirmations, cancellations, policies and new vaults.',
      value: names.MANAGE,
    },
    DELETE: { description: 'The deletion of vaults and archives.', value: names.DELETE },
    WRITE: { description: 'New objects of a bucket, such as the manifest of a retry.', value: names.WRITE },
  },
});

/** The options of the field. `what` completes the description. */
export const viewerCan = (what: string) => ({
  type: [ActionEnum] as [typeof ActionEnum],
  description: `${what} Decided from the policy alone, without an AWS call; IAM can still refuse an action.`,
  ...free,
  resolve: (resource: Resource, _: unknown, { caller }: Pick<Context, 'caller'>): Action[] =>
    allowedActions(caller.access, resource),
});
