// The schema as schema.graphql has it: sorted, and with the directive @semanticNonNull, which Relay and Apollo read. The directive
// is added to the text, because graphql-js's printer omits applied directives.
import { isInterfaceType, isObjectType, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { schema } from '../../src/schema/index.ts';
import { isSemanticNonNull } from '../../src/schema/kit/failureContainment.ts';

export const schemaFile = new URL('../../schema.graphql', import.meta.url);

const directive = `"""
The field is null only together with an error at its path, e.g. because a call of AWS failed. https://specs.apollo.dev/nullability/v0.4
"""
directive @semanticNonNull(
  """The list levels to which this applies; 0 is the field itself."""
  levels: [Int!]! = [0]
) on FIELD_DEFINITION
`;

export function printedSchema(): string {
  const printed = printSchema(lexicographicSortSchema(schema));
  const ends = semanticNonNullEnds(printed);
  const parts = [0, ...ends].map((start, index) => printed.slice(start, ends[index]));
  return `${directive}\n${parts.join(' @semanticNonNull')}\n`;
}

/** Where the types of such fields end in the text. */
function semanticNonNullEnds(printed: string): number[] {
  return parse(printed).definitions.flatMap((definition) => {
    if (!('fields' in definition)) return [];
    const type = schema.getType(definition.name.value);
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const fields = type.getFields();
    return (definition.fields ?? []).flatMap(({ name, type: { loc } }) => {
      const field = fields[name.value];
      return field && loc && isSemanticNonNull(field) ? [loc.end] : [];
    });
  });
}
