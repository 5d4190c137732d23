// npm run check:board: generates the types of schema.graphql that the operations of the jobs board are checked against, and checks
// the types of the board. TypeScript reads them from node_modules/.cache: they are not in the repository, because they follow the
// schema.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundles.ts';

const project = join('src', 'board', 'tsconfig.json');
const types = join('node_modules', '.cache', 'board');
mkdirSync(join(root, types), { recursive: true });

const run = (program: string, ...args: string[]): void => {
  execFileSync(join(root, 'node_modules', '.bin', program), args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
};

try {
  run('gql.tada', 'generate-output', '--tsconfig', project, '--output', join(types, 'schema.d.ts'));
  run('tsc', '--project', project);
} catch {
  // What is wrong is printed already.
  process.exitCode = 1;
}
