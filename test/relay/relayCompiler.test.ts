// Relay's own compiler accepts the schema: every connection can be paged and every node refetched. The fragments are
// generated from the schema, so new connections and nodes are tested too.
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import {
  buildSchema,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { shownDocuments, withName } from '../docs/documents.ts';
import { runChild } from '../support/startChild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const require = createRequire(import.meta.url);
/** The path of the program for this machine is all that the package exports. */
const compiler = require('relay-compiler') as string;

const schemaFile = resolve(import.meta.dirname, '../../schema.graphql');
const schema = buildSchema(await readFile(schemaFile, 'utf8'));

interface Compiled {
  code: number;
  output: string;
  /** The names of the artifacts. */
  generated: string[];
  /** The texts of the artifacts by name. */
  artifacts: Record<string, string>;
}

/** Compiles modules, each holding one GraphQL text, in a folder of their own. */
async function compile(modules: Record<string, string>): Promise<Compiled> {
  await using temporary = await temporaryFolder('relay');
  const folder = temporary.path;
  await mkdir(join(folder, 'src/__generated__'), { recursive: true });
  await copyFile(schemaFile, join(folder, 'schema.graphql'));
  await writeFile(
    join(folder, 'relay.config.json'),
    JSON.stringify({
      src: './src',
      schema: './schema.graphql',
      language: 'typescript',
      artifactDirectory: './src/__generated__',
      eagerEsModules: true,
    }),
  );
  for (const [name, text] of Object.entries(modules)) {
    const code = `import { graphql } from 'react-relay';\nexport const it = graphql\`\n${text}\`;\n`;
    await writeFile(join(folder, 'src', `${name}.ts`), code);
  }
  const { code, output } = await runCompiler(folder);
  const generated = await readdir(join(folder, 'src/__generated__'));
  const texts = generated.map(
    async (name) => [name, await readFile(join(folder, 'src/__generated__', name), 'utf8')] as const,
  );
  return { code, output, generated, artifacts: Object.fromEntries(await Promise.all(texts)) };
}

async function runCompiler(folder: string): Promise<{ code: number; output: string }> {
  // A file watcher would be a server that outlives the test.
  const env = { ...process.env, FORCE_NO_WATCHMAN: '1', NO_COLOR: '1' };
  try {
    const { stdout, stderr } = await runChild(compiler, ['relay.config.json'], { cwd: folder, env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

const objectTypes = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
);

const connections = objectTypes.flatMap((type) =>
  Object.values(type.getFields())
    .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
    .map((field) => [type.name, field.name] as const),
);

const nodeTypes = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) || isInterfaceType(type))
  .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))
  .map(({ name }) => name);

/** What is no node can be asked for again through a node that has it. Null: only together with what it is in, a list. */
function refetchable(type: string): { on: string; through: string | null } | null {
  if (type === 'Query' || nodeTypes.includes(type)) return { on: type, through: null };
  for (const each of objectTypes.filter(({ name }) => nodeTypes.includes(name))) {
    const field = Object.values(each.getFields()).find((candidate) => getNamedType(candidate.type).name === type);
    if (field) return { on: each.name, through: field.name };
  }
  return null;
}

/** The items of a connection, with their IDs if they are nodes. */
function itemOf(type: string, field: string): string {
  const page = getNamedType((schema.getType(type) as GraphQLObjectType).getFields()[field]?.type);
  const item = getNamedType((page as GraphQLObjectType).getFields()['nodes']?.type);
  const types = isAbstractType(item) ? schema.getPossibleTypes(item) : [item];
  return types.some((each) => nodeTypes.includes(String(each))) ? '... on Node { id }' : '';
}

const connectionFragment = (name: string, type: string, field: string) => {
  const { on, through } = refetchable(type) ?? { on: type, through: null };
  const connection = `${field}(first: $count, after: $cursor) @connection(key: "${name}_${field}") {
    edges { node { __typename ${itemOf(type, field)} } }
  }`;
  if (refetchable(type) === null) {
    return `fragment ${name}_it on ${on}
    @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) { ${connection} }`;
  }
  return `
    fragment ${name}_it on ${on}
    @refetchable(queryName: "${name}Query")
    @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
      ${through === null ? connection : `${through} { ${connection} }`}
    }
  `;
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

describe('the Relay compiler', () => {
  test('finds all connections and nodes', () => {
    expect(connections).toEqual(
      expect.arrayContaining([
        ['Query', 'vaults'],
        ['Vault', 'jobs'],
      ]),
    );
    expect(nodeTypes).toEqual(expect.arrayContaining(['Vault', 'ArchiveRetrievalJob', 'VaultJob']));
  });

  test.each(connections)('accepts pagination of %s.%s', async (type, field) => {
    const name = `${type}${capital(field)}`;
    const { code, output, generated } = await compile({ [name]: connectionFragment(name, type, field) });
    expect({ code, output }).toMatchObject({ code: 0 });
    const query = refetchable(type) ? [`${name}Query.graphql.ts`] : [];
    expect(generated.sort()).toEqual([...query, `${name}_it.graphql.ts`]);
  });

  test('accepts a refetch of every node type by ID', async () => {
    const modules = nodeTypes.map((type): [string, string] => [
      `Again${type}`,
      `fragment Again${type}_it on ${type} @refetchable(queryName: "Again${type}Query") { id __typename }`,
    ]);
    const { code, output, generated } = await compile(Object.fromEntries(modules));
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(generated).toHaveLength(nodeTypes.length * 2);
  });

  test('accepts a query of vaults with the jobs of each', async () => {
    const { code, output } = await compile({
      Page: `query PageQuery($count: Int) { ...Vaults_it @arguments(count: $count) }`,
      Vaults: connectionFragment('Vaults', 'Query', 'vaults').replace('... on Node', '...Jobs_it ... on Node'),
      Jobs: connectionFragment('Jobs', 'Vault', 'jobs'),
    });
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  test('reads @semanticNonNull: where errors are thrown, such fields have non-null types', async () => {
    const fields = '{ name tags { key } lastInventoryDate }';
    const { artifacts } = await compile({
      Plain: `fragment Plain_it on Vault ${fields}`,
      Throwing: `fragment Throwing_it on Vault @throwOnFieldError ${fields}`,
    });
    expect(artifacts['Plain_it.graphql.ts']).toMatch(/readonly tags: ReadonlyArray<\{[^}]*\}> \| null/);
    expect(artifacts['Throwing_it.graphql.ts']).toMatch(/readonly tags: ReadonlyArray<\{[^}]*\}>;/);
    expect(artifacts['Throwing_it.graphql.ts']).toMatch(/readonly lastInventoryDate: any \| null/);
  });

  test('accepts every document that the documentation and GraphiQL show', async () => {
    const modules = shownDocuments.map((shown, index) => [`Shown${index}`, withName(shown, `Shown${index}`)]);
    const { code, output, generated } = await compile(Object.fromEntries(modules));
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(generated).toHaveLength(modules.length);
  });

  test.each([
    ['an unknown field', 'fragment Bad_it on Vault { colour }', 'colour'],
    [
      '@connection on a plain list',
      'fragment Bad_it on Vault { tags(first: 1) @connection(key: "Bad_tags") { edges { node { id } } } }',
      'tags',
    ],
    [
      '@refetchable on a type without an ID',
      'fragment Bad_it on Gateway @refetchable(queryName: "BadQuery") { backend }',
      '@refetchable',
    ],
  ])('rejects %s, so these tests can fail', async (_, text, named) => {
    const { code, output } = await compile({ Bad: text });
    expect(code).not.toBe(0);
    expect(output).toContain(named);
  });
});
