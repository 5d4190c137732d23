// Where: the account and region of a field or of an input.
import type { builder } from './builder.ts';

const account = "The gateway's default account where left out; see `gateway`.";
const region = "The account's default region where left out; see `gateway`.";

type Arg = Parameters<Parameters<typeof builder.queryField>[1]>[0]['arg'];

export const locationArguments = (arg: Arg) => ({
  account: arg({ type: 'AccountId', description: account }),
  region: arg.string({ description: region }),
});

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

export const locationFields = (t: InputFields) => ({
  account: t.field({ type: 'AccountId', description: account }),
  region: t.string({ description: region }),
});

/** The fields of an input that names a vault. */
export const vaultFields = (t: InputFields) => ({
  vaultName: t.string({ required: true, description: 'The vault.' }),
  ...locationFields(t),
});
