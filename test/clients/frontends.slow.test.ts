// The projects of docs/clients.md, as a frontend developer would make them: generated, type-checked and run. The type generators
// accept every document of the documentation.
import { describe, expect, test } from 'vitest';
import { blocks } from '../docs/blocks.ts';
import { shownDocuments, withName } from '../docs/documents.ts';
import { frontendProject } from '../support/frontendProject.ts';
import { runChild } from '../support/startChild.ts';
import { startGateway } from '../support/startGateway.ts';
import type { Folder } from '../support/temporaryFolder.ts';

const onPage = blocks.filter(({ page }) => page === 'docs/clients.md');

/** The files of a project that the page shows under these headings. */
function filesUnder(...headings: string[]): Record<string, string> {
  const shown = onPage.filter(({ heading, marks }) => headings.includes(heading) && 'frontend' in marks);
  expect(new Set(shown.map(({ heading }) => heading))).toEqual(new Set(headings));
  return Object.fromEntries(shown.map(({ marks, text }) => [marks['frontend'], text]));
}

/** As Vite's template for TypeScript has it. */
const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    skipLibCheck: true,
    strict: true,
    noEmit: true,
  },
  include: ['src', '*.ts'],
});

const run = (project: Folder, program: string, ...args: string[]) =>
  runChild(process.execPath, [`node_modules/${program}`, ...args], {
    cwd: project.path,
    // Node 20 has no WebSocket without it.
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '--experimental-websocket --no-warnings' },
  }).catch(({ stdout, stderr }) => {
    throw new Error(`${program}: ${stdout}${stderr}`);
  });

const generateByCodegen = (project: Folder) => run(project, '@graphql-codegen/cli/cjs/bin.js');
const tada = (project: Folder, ...args: string[]) => run(project, 'gql.tada/bin/cli.js', ...args);
const checkTypes = (project: Folder) => run(project, 'typescript/bin/tsc', '-p', '.');

const addressOnPage = 'http://127.0.0.1:4000/graphql';

const withUrl = (files: Record<string, string>, url: string): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll(addressOnPage, url)]));

/** Every shown document, each as the argument of a call of graphql(). */
const documents = `import { graphql } from 'GRAPHQL';\nexport const shown = [\n${shownDocuments
  .map((shown, index) => `graphql(\`${withName(shown, `Shown${index}`).replaceAll('\\', '\\\\')}\`),\n`)
  .join('')}];\n`;

describe('docs/clients.md', () => {
  test('lists vaults with the types of GraphQL Code Generator', async () => {
    await using gateway = await startGateway();
    const files = filesUnder('Apollo Client', 'GraphQL Code Generator');
    await using project = await frontendProject({ ...withUrl(files, gateway.url), 'tsconfig.json': tsconfig });
    await generateByCodegen(project);
    await checkTypes(project);
    const { stdout, stderr } = await run(project, 'tsx/dist/cli.mjs', 'src/listVaults.ts');
    expect(stdout).toMatch(/^backups-2019 \d+ 1$/m);
    expect(stderr).toBe('');
  });

  test('reports the field that failed, and the rest of the vaults', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([
      {
        operation: 'glacier.ListTagsForVault',
        kind: 'error',
        status: 403,
        code: 'AccessDeniedException',
        call: 1,
      },
    ]);
    const files = filesUnder('Apollo Client', 'GraphQL Code Generator');
    await using project = await frontendProject({ ...withUrl(files, gateway.url), 'tsconfig.json': tsconfig });
    await generateByCodegen(project);
    const { stdout, stderr } = await run(project, 'tsx/dist/cli.mjs', 'src/listVaults.ts');
    expect(stdout.match(/tags could not be read/g)).toHaveLength(1);
    expect(stderr).toMatch(/'vaults', 'nodes', \d+, 'tags' \] FORBIDDEN /);
  });

  test('lists vaults with the types of gql.tada', async () => {
    await using gateway = await startGateway();
    const files = filesUnder('urql', 'gql.tada');
    await using project = await frontendProject(withUrl(files, gateway.url));
    await tada(project, 'generate-output');
    await tada(project, 'check');
    await checkTypes(project);
    const { stdout, stderr } = await run(project, 'tsx/dist/cli.mjs', 'src/listVaults.ts');
    expect(stdout).toMatch(/^backups-2019 \d+ 1$/m);
    expect(stderr).toBe('');
  });
});

describe('every document of the documentation is accepted', () => {
  test('by the client preset of GraphQL Code Generator', async () => {
    const files = filesUnder('GraphQL Code Generator');
    await using project = await frontendProject({
      'codegen.ts': files['codegen.ts'] ?? '',
      'src/documents.ts': documents.replace('GRAPHQL', './gql'),
      'tsconfig.json': tsconfig,
    });
    await generateByCodegen(project);
    await checkTypes(project);
  });

  test('by gql.tada', async () => {
    const { 'src/listVaults.ts': _, ...files } = filesUnder('gql.tada');
    await using project = await frontendProject({
      ...files,
      'src/documents.ts': documents.replace('GRAPHQL', './graphql'),
    });
    await tada(project, 'generate-output');
    await tada(project, 'check');
    await checkTypes(project);
  });

  test('and a document with an unknown field is not', async () => {
    const { 'src/listVaults.ts': _, ...files } = filesUnder('gql.tada');
    const bad =
      "import { graphql } from './graphql';\nexport const bad = graphql('query Bad { gateway { colour } }');\n";
    await using project = await frontendProject({
      ...files,
      'src/bad.ts': bad,
      'codegen.ts': filesUnder('GraphQL Code Generator')['codegen.ts'] ?? '',
    });
    await tada(project, 'generate-output');
    await expect(tada(project, 'check')).rejects.toThrow('colour');
    await expect(generateByCodegen(project)).rejects.toThrow();
  });
});
