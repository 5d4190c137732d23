// Rules that every argument and input field of the schema obeys.
import {
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

interface Input {
  type: GraphQLInputType;
  description?: string | null | undefined;
}

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

/** Every argument and input field by its coordinate. */
const inputs = types.flatMap((type): [coordinate: string, Input][] => {
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.map((arg): [string, Input] => [`${type.name}.${field.name}(${arg.name}:)`, arg]),
  );
});

test('no enum of an input has OTHER, which no value of AWS corresponds to', () => {
  const withOther = inputs.filter(([, { type }]) => {
    const named = getNamedType(type);
    return isEnumType(named) && named.getValues().some(({ name }) => name === 'OTHER');
  });
  expect(inputs.length).toBeGreaterThan(200);
  expect(withOther.map(([coordinate]) => coordinate)).toEqual([]);
});

test('no input is described as if AWS returned it', () => {
  const explicit = ['SetVaultNotificationsInput.notifications', 'Query.jobs(maxAgeSeconds:)'];
  const returned = inputs.filter(([, { description }]) => /\bnull\b/i.test(description ?? ''));
  expect(returned.map(([coordinate]) => coordinate).filter((name) => !explicit.includes(name))).toEqual([]);
});

test('a mutation has no field that names a resource outside its reference', () => {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ args: [input] }) => {
    const type = getNamedType(input?.type);
    return isInputObjectType(type) ? [[type.name, Object.keys(type.getFields())] as const] : [];
  });
  expect(fields).toHaveLength(Object.keys(schema.getMutationType()?.getFields() ?? {}).length);
  for (const [name, names] of fields) {
    expect(
      names.filter((field) => ['vault', 'job', 'jobs', 'location'].includes(field)),
      name,
    ).toHaveLength(1);
    for (const old of ['accountId', 'region', 'vaultName', 'jobId']) expect(names, name).not.toContain(old);
  }
});
