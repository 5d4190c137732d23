// The location of a field or input: its account and region.
import type { builder } from './builder.ts';

const accountId = 'The AWS account; `gateway.defaultAccountId` if omitted.';
const region =
  "The AWS region. If omitted: `gateway.defaultRegion`, or the first of the account's `regions` if the account is not served there.";

type Arg = Parameters<Parameters<typeof builder.queryField>[1]>[0]['arg'];

export const locationArguments = (arg: Arg) => ({
  accountId: arg({ type: 'AccountId', description: accountId }),
  region: arg.string({ description: region }),
});

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

export const locationFields = (t: InputFields) => ({
  accountId: t.field({ type: 'AccountId', description: accountId }),
  region: t.string({ description: region }),
});

/** The fields of an input that identify a vault. */
export const vaultFields = (t: InputFields) => ({
  vaultName: t.string({ required: true, description: 'The name of the vault.' }),
  ...locationFields(t),
});
