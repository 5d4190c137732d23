// What the client kit knows of the schema. `npm run schema` writes each into a file of src/client/generated, and a test compares.
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';

/** Arguments that do not choose the list: where a page starts, and how old the answer may be. */
const argumentsOfAPage = new Set(['after', 'maxAgeSeconds']);

const isConnection = ({ name }: GraphQLNamedType): boolean => name.endsWith('Connection');

/** File name in src/client/generated, and of its export -> its type, its comment and its value. */
export function clientFacts(schema: GraphQLSchema) {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const objects = types.filter((type): type is GraphQLObjectType => isObjectType(type));
  const paged = objects.map((type) => {
    const fields = Object.values(type.getFields()).filter((field) => isConnection(getNamedType(field.type)));
    const names = (args: readonly { name: string }[]) =>
      args.map(({ name }) => name).filter((name) => !argumentsOfAPage.has(name));
    return [type.name, Object.fromEntries(fields.map(({ name, args }) => [name, names(args).sort()]))] as const;
  });
  return {
    possibleTypes: {
      type: 'Record<string, string[]>',
      comment: 'The object types of each interface and union, for Apollo Client and Graphcache.',
      value: Object.fromEntries(
        types.filter(isAbstractType).map(
          (type) =>
            [
              type.name,
              schema
                .getPossibleTypes(type)
                .map(({ name }) => name)
                .sort(),
            ] as const,
        ),
      ),
    },
    pagedFields: {
      type: 'Record<string, Record<string, string[]>>',
      comment: 'Type -> its fields that are connections -> the arguments that choose the list.',
      value: Object.fromEntries(paged.filter(([, fields]) => Object.keys(fields).length > 0)),
    },
    typesWithoutId: {
      type: 'readonly string[]',
      comment: 'Object types without an `id`: their values belong to the object that has them.',
      value: objects.filter((type) => !roots.includes(type) && !('id' in type.getFields())).map(({ name }) => name),
    },
  };
}
