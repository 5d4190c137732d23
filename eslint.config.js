// Lint rules of schema.graphql, and of nothing else: Biome lints the TypeScript.
// Two overrides in package.json belong to the plugin: later versions of @graphql-tools/url-loader need Node 22, and one
// version of @graphql-tools/utils saves 15 copies of it.
import graphql from '@graphql-eslint/eslint-plugin';

const recommended = graphql.configs['flat/schema-recommended'].rules;
const [level, names] = recommended['@graphql-eslint/naming-convention'];

export default [
  {
    files: ['schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema.graphql' } } },
    rules: {
      ...recommended,
      // GraphiQL and generated types show the descriptions: every kind of definition has one.
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      // GraphQL forbids inputs without fields, so an operation without parameters has the field `_`. The rule removes
      // the underscores that it allows before it looks for the pattern.
      '@graphql-eslint/naming-convention': [
        level,
        {
          ...names,
          InputValueDefinition: { style: names.InputValueDefinition, ignorePattern: '^$' },
          allowLeadingUnderscore: true,
          allowTrailingUnderscore: true,
        },
      ],
      // Only nodes have an id: payloads, connections and parts of a job are not refetched.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Fields have AWS's names: jobId of a Job, vaultArn of a Vault.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
];
