// The fenced blocks of README.md, CONTRIBUTING.md and the like, docs/ and examples/. What follows a block's language says which test covers it.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Paths from the root of the repository. */
export const pages: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`)
      .sort(),
  ),
];

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

export interface Block {
  page: string;
  /** The nearest heading above it. */
  heading: string;
  line: number;
  language: string;
  /** `excerpt`, `answer`, `message`, `npm`: a word. `run=x`, `file=x`: a word and its value. */
  marks: Readonly<Record<string, string>>;
  text: string;
}

function blocksIn(page: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let open: Block | undefined;
  textOf(page)
    .split('\n')
    .forEach((line, index) => {
      if (open && line === '```') open = undefined;
      else if (open) open.text += `${line}\n`;
      else if (line.startsWith('```')) {
        const [language = '', ...words] = line.slice(3).split(' ');
        const marks = Object.fromEntries(
          words.map((word) => word.split('=', 2)).map(([mark, value = '']) => [mark, value]),
        );
        open = { page, heading, line: index + 1, language, marks, text: '' };
        blocks.push(open);
      } else heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
    });
  if (open) throw new Error(`${page}:${open.line}: the block does not end`);
  return blocks;
}

export const blocks: readonly Block[] = pages.flatMap(blocksIn);
