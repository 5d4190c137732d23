// The schema of the built gateway: the build shortens the names of classes and functions, and no name in the schema is one.
import { getIntrospectionQuery, graphqlSync } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { postQuery } from './postQuery.ts';
import { build, run, urlOf } from './program.ts';

test('the build serves the schema of the sources', async () => {
  await using program = await build();
  await using home = await temporaryFolder();
  await using gateway = run(program, home, { args: ['--port=0', '--simulator-port=0'] });
  const source = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true });
  const { data } = await postQuery(await urlOf(gateway), source);
  expect(data).toEqual(JSON.parse(JSON.stringify(graphqlSync({ schema, source }).data)));
});
