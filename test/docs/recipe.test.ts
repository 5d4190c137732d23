// The recipe "Adding an AWS operation" fits the sources. recipe.slow.test.ts follows it and runs the result.
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { applyChange, pathOf, recipeChanges } from './recipe.ts';

const root = resolve(import.meta.dirname, '../..');

test('the recipe for an AWS read touches three source files of the gateway', () => {
  const touched = new Set(recipeChanges.map(pathOf));
  expect([...touched].filter((path) => path.startsWith('src/') && !path.startsWith('src/simulator/'))).toHaveLength(3);
});

test('the changes of the recipe apply to the sources', async () => {
  await using copy = await temporaryFolder();
  await cp(join(root, 'src'), join(copy.path, 'src'), { recursive: true });
  for (const change of recipeChanges) expect(() => applyChange(copy.path, change), pathOf(change)).not.toThrow();
});
