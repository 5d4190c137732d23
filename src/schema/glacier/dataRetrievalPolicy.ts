// The data retrieval policy of an account in a region: what it lets Standard retrievals take.
import { retrievalStrategies } from '../../aws/glacier/enums.ts';
import type { DataRetrievalPolicyRecord, DataRetrievalRuleRecord } from '../../aws/glacier/getDataRetrievalPolicy.ts';
import { setDataRetrievalPolicy } from '../../aws/glacier/setDataRetrievalPolicy.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { awsEnum } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation, checkWholeNumber } from '../kit/checks.ts';
import { emptyWhenClosed } from '../kit/closedAccount.ts';
import { costs } from '../kit/cost.ts';
import { mutationErrors } from '../kit/error.ts';
import { locationArguments, locationFields } from '../kit/locationArguments.ts';
import { inLocation, mayRead, reportForbidden } from '../kit/rules.ts';

const DataRetrievalStrategy = awsEnum('DataRetrievalStrategy', retrievalStrategies, 'How retrievals are bounded.', {
  BYTES_PER_HOUR: 'By a rate.',
  FREE_TIER: 'By what AWS gives free of charge each day.',
  NONE: 'Not at all.',
});

const DataRetrievalRule = builder.objectRef<DataRetrievalRuleRecord>('DataRetrievalRule').implement({
  description: 'A rule of a policy.',
  fields: (t) => ({
    strategy: t.expose('strategy', { type: DataRetrievalStrategy, description: 'How retrievals are bounded.' }),
    bytesPerHour: t.expose('bytesPerHour', {
      type: 'SafeInt',
      nullable: true,
      description: 'The bound of BYTES_PER_HOUR; null with the others.',
    }),
  }),
});

const DataRetrievalPolicy = builder.objectRef<DataRetrievalPolicyRecord>('DataRetrievalPolicy').implement({
  description:
    'What an account lets Standard retrievals take in a region; a retrieval beyond it is refused (POLICY_ENFORCED). https://docs.aws.amazon.com/amazonglacier/latest/dev/data-retrieval-policy.html',
  fields: (t) => ({
    rules: t.field({ type: [DataRetrievalRule], description: 'AWS keeps one.', resolve: ({ rules }) => rules }),
  }),
});

builder.queryField('dataRetrievalPolicy', (t) =>
  t.field({
    type: DataRetrievalPolicy,
    authScopes: (_, where, ctx) => mayRead(ctx, checkLocation(ctx.backend, where)),
    unauthorizedResolver: (_, where, ctx, info) =>
      reportForbidden(ctx, info, checkLocation(ctx.backend, where), { rules: [] }),
    description:
      'The policy of an account in a region. Without rules for an account that Glacier is closed to, with NO_LONGER_SUPPORTED among the errors. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetDataRetrievalPolicy.html',
    args: locationArguments(t.arg),
    ...costs({ calls: 1 }),
    resolve: (_, where, ctx, info) => {
      const location = checkLocation(ctx.backend, where);
      const none: DataRetrievalPolicyRecord = { rules: [] };
      return emptyWhenClosed(
        ctx,
        info,
        none,
        async () => (await ctx.loaders.dataRetrievalPolicy.load(location)) ?? none,
      );
    },
  }),
);

const SetDataRetrievalPolicyInput = builder.inputType('SetDataRetrievalPolicyInput', {
  description: 'A new policy for an account in a region.',
  fields: (t) => ({
    ...locationFields(t),
    strategy: t.field({ type: DataRetrievalStrategy, required: true, description: 'How retrievals are bounded.' }),
    bytesPerHour: t.field({
      type: 'SafeInt',
      description: 'At least 1. Required with BYTES_PER_HOUR, and not allowed with the others.',
    }),
  }),
});

const SetDataRetrievalPolicyPayload = builder
  .objectRef<{ dataRetrievalPolicy: DataRetrievalPolicyRecord }>('SetDataRetrievalPolicyPayload')
  .implement({
    description: 'The policy was set.',
    fields: (t) => ({
      dataRetrievalPolicy: t.expose('dataRetrievalPolicy', {
        type: DataRetrievalPolicy,
        description: 'The policy as set; it is in force within minutes and leaves running jobs alone.',
      }),
    }),
  });

builder.mutationField('setDataRetrievalPolicy', (t) =>
  t.field({
    type: SetDataRetrievalPolicyPayload,
    errors: mutationErrors('SetDataRetrievalPolicyResult'),
    ...inLocation('manage'),
    description:
      'Bounds what Standard retrievals may take. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SetDataRetrievalPolicy.html',
    args: { input: t.arg({ type: SetDataRetrievalPolicyInput, required: true, description: 'Where, and what.' }) },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const location = checkLocation(ctx.backend, input, ['input']);
      const path = ['input', 'bytesPerHour'];
      const { strategy } = input;
      const bytesPerHour = checkWholeNumber(input.bytesPerHour, { from: 1 }, path) ?? null;
      if ((strategy === 'BYTES_PER_HOUR') !== (bytesPerHour !== null)) {
        throw new InvalidInputError(
          path,
          'input.bytesPerHour: required with BYTES_PER_HOUR, not allowed with the others.',
        );
      }
      const rule = { strategy, bytesPerHour };
      await setDataRetrievalPolicy(ctx.aws, location, rule);
      ctx.loaders.dataRetrievalPolicy.clear(location);
      return { dataRetrievalPolicy: { rules: [rule] } };
    },
  }),
);
