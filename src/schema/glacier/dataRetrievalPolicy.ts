// The data retrieval policy of an account in a region: its type, query and mutation.
import { retrievalStrategies } from '../../aws/glacier/enums.ts';
import type { DataRetrievalPolicyRecord, DataRetrievalRuleRecord } from '../../aws/glacier/getDataRetrievalPolicy.ts';
import { setDataRetrievalPolicy } from '../../aws/glacier/setDataRetrievalPolicy.ts';
import type { Context } from '../../context.ts';
import { InvalidInputError, NoLongerSupportedError, orNotFound } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { awsEnums } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation, checkWholeNumber } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { locationField, resolveLocation } from '../kit/references.ts';
import { allowedInLocation, readersOfLocation } from '../kit/rules.ts';
import { mutationErrors } from '../mutationErrors.ts';

const { output: DataRetrievalStrategy, input: DataRetrievalStrategyInput } = awsEnums(
  'DataRetrievalStrategy',
  retrievalStrategies,
  'The strategy by which a data retrieval policy limits retrievals.',
  {
    BYTES_PER_HOUR: 'Limits retrievals to a rate, `bytesPerHour`.',
    FREE_TIER: 'Limits retrievals to the free tier of each day.',
    NONE: 'Does not limit retrievals.',
  },
);

const DataRetrievalRule = builder.objectRef<DataRetrievalRuleRecord>('DataRetrievalRule').implement({
  description: 'A rule of a data retrieval policy.',
  fields: (t) => ({
    strategy: t.expose('strategy', { type: DataRetrievalStrategy, description: 'The strategy of the rule.' }),
    bytesPerHour: t.expose('bytesPerHour', {
      type: 'SafeInt',
      nullable: true,
      description:
        'The limit of BYTES_PER_HOUR, in bytes per hour; null for other strategies. AWS allows up to 2^63 - 1: a limit beyond 2^53 - 1 is returned as 2^53 - 1.',
    }),
  }),
});

export const DataRetrievalPolicy = builder.objectRef<DataRetrievalPolicyRecord>('DataRetrievalPolicy').implement({
  description:
    'The data retrieval policy of an account in a region. It limits Standard retrievals; AWS refuses a retrieval beyond the limit (POLICY_ENFORCED). https://docs.aws.amazon.com/amazonglacier/latest/dev/data-retrieval-policy.html',
  fields: (t) => ({
    rules: t.field({
      type: [DataRetrievalRule],
      description: 'The rules of the policy. AWS allows one rule.',
      resolve: ({ rules }) => rules,
    }),
  }),
});

export const readDataRetrievalPolicy = async (ctx: Context, location: Location): Promise<DataRetrievalPolicyRecord> =>
  orNotFound(
    await ctx.loaders.dataRetrievalPolicy.load(location),
    'AWS has no data retrieval policy for this account and region.',
  );

builder.queryField('dataRetrievalPolicy', (t) =>
  t.field({
    type: DataRetrievalPolicy,
    ...readersOfLocation,
    description:
      'The data retrieval policy of an account in a region. Costs one GetDataRetrievalPolicy call. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetDataRetrievalPolicy.html',
    args: locationArguments(t.arg),
    ...costs({ calls: 1 }),
    resolve: (_, where, ctx) => readDataRetrievalPolicy(ctx, checkLocation(ctx.backend, where)),
  }),
);

const SetDataRetrievalPolicyInput = builder.inputType('SetDataRetrievalPolicyInput', {
  description: 'The new data retrieval policy of an account in a region.',
  fields: (t) => ({
    location: locationField(t),
    strategy: t.field({
      type: DataRetrievalStrategyInput,
      required: true,
      description: 'The strategy that limits retrievals.',
    }),
    bytesPerHour: t.field({
      type: 'SafeInt',
      description:
        'The limit in bytes per hour, from 1 to 2^53 - 1. Required with BYTES_PER_HOUR, not allowed with other strategies.',
    }),
  }),
});

const SetDataRetrievalPolicyPayload = builder
  .objectRef<{ dataRetrievalPolicy: DataRetrievalPolicyRecord }>('SetDataRetrievalPolicyPayload')
  .implement({
    description: 'The data retrieval policy that was set.',
    fields: (t) => ({
      dataRetrievalPolicy: t.expose('dataRetrievalPolicy', {
        type: DataRetrievalPolicy,
        description: 'The new policy. It takes effect within minutes and does not affect running jobs.',
      }),
    }),
  });

builder.mutationField('setDataRetrievalPolicy', (t) =>
  t.field({
    type: SetDataRetrievalPolicyPayload,
    errors: mutationErrors('SetDataRetrievalPolicyResult', [NoLongerSupportedError]),
    ...allowedInLocation('manage'),
    description:
      'Sets the data retrieval policy, which limits Standard retrievals. Costs one SetDataRetrievalPolicy call. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SetDataRetrievalPolicy.html',
    args: {
      input: t.arg({
        type: SetDataRetrievalPolicyInput,
        required: true,
        description: 'The location and the new policy.',
      }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const location = resolveLocation(ctx.backend, input.location);
      const path = ['input', 'bytesPerHour'];
      const { strategy } = input;
      const bytesPerHour = checkWholeNumber(input.bytesPerHour, { from: 1 }, path) ?? null;
      if ((strategy === 'BYTES_PER_HOUR') !== (bytesPerHour !== null)) {
        throw new InvalidInputError(
          path,
          'input.bytesPerHour: the value is required with BYTES_PER_HOUR and not allowed with other strategies.',
        );
      }
      const rule = { strategy, bytesPerHour };
      await setDataRetrievalPolicy(ctx.aws, location, rule);
      ctx.loaders.dataRetrievalPolicy.clear(location);
      return { dataRetrievalPolicy: { rules: [rule] } };
    },
  }),
);
