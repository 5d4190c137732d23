// Type policies for Apollo Client's InMemoryCache: keys of types without an `id`, and connections that grow page by page.
import { entityKeys } from './entityKeys.ts';
import { pagedFields } from './generated/pagedFields.ts';
import { typesWithoutId } from './generated/typesWithoutId.ts';
import { mergePage } from './mergePage.ts';

type StoreObject = Readonly<Record<string, unknown>>;

/** The part of Apollo Client's type of the same name that the kit uses. */
export interface TypePolicy {
  keyFields?: (object: StoreObject) => string[] | false;
  merge?: true;
  fields?: Record<string, { keyArgs: string[] | false; merge: typeof mergePage }>;
}

/** A query that selects too little to identify the object stores it within its parent, and does not fail. */
const keyFieldsIfSelected = (fields: readonly string[]) => (object: StoreObject) =>
  fields.every((field) => object[field] !== undefined) ? [...fields] : (false as const);

const fieldsOf = (type: string): Pick<TypePolicy, 'fields'> => {
  const fields = Object.entries(pagedFields[type] ?? {});
  if (fields.length === 0) return {};
  return {
    fields: Object.fromEntries(
      fields.map(([field, keys]) => [field, { keyArgs: keys.length > 0 ? keys : false, merge: mergePage }]),
    ),
  };
};

const policyOf = (type: string): TypePolicy => {
  const key = entityKeys[type];
  if (key) return { keyFields: keyFieldsIfSelected(key), ...fieldsOf(type) };
  const isValue = typesWithoutId.includes(type) && !type.endsWith('Connection');
  return { ...(isValue && { merge: true }), ...fieldsOf(type) };
};

const types = new Set([...typesWithoutId, ...Object.keys(pagedFields)]);

/** For `new InMemoryCache({ typePolicies })`. */
export const typePolicies: Record<string, TypePolicy> = Object.fromEntries(
  [...types].map((type) => [type, policyOf(type)]),
);
