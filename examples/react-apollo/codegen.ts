import { scalars } from 'glacier-graphql/client';

export default {
  schema: 'node_modules/glacier-graphql/schema.graphql',
  documents: 'src/*.tsx',
  generates: { 'src/gql/': { preset: 'client', presetConfig: { fragmentMasking: false }, config: { scalars } } },
};
