// Each fenced block of README.md and docs/ is covered by a test, or says that it is an excerpt.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityProviders } from '../access/identityProviders.ts';
import { type Block, blocks } from './blocks.ts';
import { readers } from './files.ts';
import { scripts } from './scripts.ts';

const at = ({ page, heading }: Block): string => `${page}: ${heading}`;

const clients = join(import.meta.dirname, '../clients');
const testsOfClients = readdirSync(clients)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(clients, name), 'utf8'))
  .join('\n');

const recipesOfSimulator = readFileSync(join(import.meta.dirname, 'simulatorRecipes.slow.test.ts'), 'utf8');

/** The kinds of blocks, and what covers each. */
function isCovered(block: Block, index: number): boolean {
  const { language, marks } = block;
  const [mark, ...others] = Object.keys(marks);
  if (others.length > 0) return false;
  switch (mark) {
    case undefined:
      // graphql.test.ts and diagrams.test.ts
      return language === 'graphql' || language === 'mermaid';
    case 'run':
      // runSnippet.ts finds it by its heading.
      if (marks['run'] === 'clients' || marks['run'] === 'subscribe')
        return testsOfClients.includes(`'${block.heading}'`);
      return Object.hasOwn(scripts, marks['run'] ?? '');
    case 'provider':
      // identityProviders.test.ts finds it by its heading.
      return identityProviders.some(({ heading }) => heading === block.heading);
    case 'frontend':
      // frontends.slow.test.ts makes a project of those under a heading.
      return testsOfClients.includes(`'${block.heading}'`);
    case 'simulator':
      // simulatorRecipes.slow.test.ts makes a project of those under a heading.
      return recipesOfSimulator.includes(`'${block.heading}'`);
    case 'file':
      return Object.hasOwn(readers, marks['file'] ?? '');
    case 'answer': {
      const before = blocks[index - 1];
      return (
        before?.page === block.page &&
        (before.language === 'graphql' || Object.hasOwn(scripts, before.marks['run'] ?? ''))
      );
    }
    case 'message':
    case 'npm':
    case 'request':
    case 'excerpt':
      return true;
    case 'recipe':
      // recipe.test.ts and recipe.slow.test.ts
      return true;
    default:
      return false;
  }
}

describe('the blocks of the documentation', () => {
  test('are found', () => expect(blocks.length).toBeGreaterThan(80));

  test('are all covered by a test', () => {
    expect(blocks.filter((block, index) => !isCovered(block, index)).map(at)).toEqual([]);
  });

  // What needs something that no test has: AWS, Docker, a package manager, or the eye of a reader.
  test('that are excerpts are these', () => {
    expect(blocks.filter(({ marks }) => 'excerpt' in marks).map(at)).toEqual([
      'CONTRIBUTING.md: Set up',
      'CONTRIBUTING.md: Test',
      'docs/clients.md: The client kit',
      'docs/containers.md: Docker image',
      'docs/containers.md: Docker image',
      'docs/containers.md: Compose',
      'docs/containers.md: Kubernetes',
      // commands.test.ts runs the command.
      'docs/deployment.md: Check the configuration',
      'docs/deployment.md: Redis',
      'docs/events.md: Receive from SNS',
      'docs/events.md: Receive from SQS',
      // Days later: keepStaged.test.ts compares them.
      'docs/keep-staged.md: 3. See what the gateway did',
      'docs/keep-staged.md: 5. Stop',
      'docs/limits.md: Query cost',
      // compression.test.ts compares headers like these.
      'docs/limits.md: Rate limits per caller',
      'docs/prices.md: All regions',
      'docs/release.md: After a faulty release',
      'docs/retrieve-data.md: Follow the job',
      'docs/retrieve-data.md: Download the file',
      'docs/simulator-testing.md: Jest',
      'docs/simulator-testing.md: Testcontainers',
      // examples.slow.test.ts and board.slow.test.ts run the programs.
      'examples/README.md: Examples',
      'examples/download-inventory/README.md: Download the inventory of a vault',
      'examples/failed-jobs/README.md: Report failed jobs from a shell',
      'examples/react-apollo/README.md: A jobs page with React and Apollo Client',
      'examples/test-your-code/README.md: Test your own code with the simulator',
      'examples/webhook-receiver/README.md: Receive notifications',
    ]);
  });
});
