// The recipe of docs/adding-an-aws-operation.md, as changes of files: a block `ts recipe=PATH` is a new file, a block
// `diff recipe=PATH` is an excerpt of a unified diff whose context must occur exactly once.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Block, blocks } from './blocks.ts';

const page = 'docs/adding-an-aws-operation.md';

const steps = blocks.filter((block) => block.page === page && 'recipe' in block.marks);

export const recipeChanges = steps.filter(({ language }) => language !== 'graphql');

export const recipeQuery = steps.find(({ language }) => language === 'graphql')?.text ?? '';

export const pathOf = ({ marks }: Block): string => marks['recipe'] ?? '';

const linesOf = (diff: string, signs: string): string =>
  diff
    .trimEnd()
    .split('\n')
    .filter((line) => line === '' || signs.includes(line.charAt(0)))
    .map((line) => `${line.slice(1)}\n`)
    .join('');

function patched(text: string, diff: string): string {
  const [before, after] = [linesOf(diff, ' -'), linesOf(diff, ' +')];
  const parts = text.split(before);
  if (parts.length !== 2) throw new Error(`found ${parts.length - 1} times:\n${before}`);
  return parts.join(after);
}

/** Applies a change to the tree at `root`. */
export function applyChange(root: string, change: Block): void {
  const path = join(root, pathOf(change));
  if (change.language === 'diff') {
    writeFileSync(path, patched(readFileSync(path, 'utf8'), change.text));
    return;
  }
  if (existsSync(path)) throw new Error(`${path} exists`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, change.text);
}
