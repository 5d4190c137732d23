// A temporary folder of a test. `await using` removes it; the guardian removes what is left when the process ends.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardChildren } from './guardChildren.ts';

export interface Folder extends AsyncDisposable {
  path: string;
}

export async function temporaryFolder(name = 'test'): Promise<Folder> {
  guardChildren();
  const path = await mkdtemp(join(tmpdir(), `${name}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
