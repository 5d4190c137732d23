// Inputs in files: those that the repository keeps, and those that a run finds. A file is JSON and has one input.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'corpus');

export interface Kept {
  name: string;
  input: unknown;
}

/** The names of the folders; each is that of a target. */
export const corpusFolders = (): string[] => readdirSync(folder).sort();

/** The kept inputs of a target, by name. */
export function readCorpus(target: string): Kept[] {
  const path = join(folder, target);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, input: JSON.parse(readFileSync(join(path, name), 'utf8')).input }));
}

/** Writes an input with what is wrong about its answer. Returns the path of the file. */
export function writeFind(finds: string, target: string, { fault, input }: { fault: string; input: unknown }): string {
  const path = join(finds, target);
  mkdirSync(path, { recursive: true });
  const hash = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 12);
  const file = join(path, `${hash}.json`);
  writeFileSync(file, `${JSON.stringify({ fault, input }, null, 2)}\n`);
  return file;
}
