// Stack frames of bundles, with the positions of the sources.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFrames } from '../../src/telemetry/sourceFrames.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** Everything in the first line is at line 4, column 5 of the source. */
const map = { version: 3, sources: ['../src/send.ts'], names: [], mappings: 'AAGI' };

const stack = `    at a (bundle.cjs:1:30)
    at async b.c (bundle.cjs:1:7)
    at bundle.cjs:1:1
    at d (other.cjs:1:30)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;

test('frames have the positions of the sources where the bundle has a map, and others stay', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'bundle.cjs.map'), JSON.stringify(map));
  await writeFile(join(folder.path, 'other.cjs.map'), 'no JSON');
  const source = `${join(folder.path, '../src/send.ts')}:4:5`;
  expect(sourceFrames(stack, folder.path).split('\n')).toEqual([
    `    at a (${source})`,
    `    at async b.c (${source})`,
    `    at ${source}`,
    '    at d (other.cjs:1:30)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
  ]);
});
