// Retrievals that are kept staged, in a file of STATE_DIR that outlives the process. A change counts once it is on the disk.
// The file is small, so each change writes it anew, beside the old one. The gateway has the folder to itself: the lock of
// its reservations is held by then.
import { copyFile, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { parseJson } from '../../core/parseJson.ts';
import type { KeptRetrieval } from '../../staging/keptRetrieval.ts';
import type { KeptRetrievals } from '../../staging/keptRetrievals.ts';
import { createMemoryKeptRetrievals } from '../memory/keptRetrievals.ts';
import { isKept } from '../parseKept.ts';

const fileName = 'kept-retrievals.json';

export async function openFileKeptRetrievals(folder: string, log: Pick<Logger, 'warn'>): Promise<KeptRetrievals> {
  const path = join(folder, fileName);
  const earlier = parseAll(await readFile(path, 'utf8').catch(emptyIfAbsent));
  if (earlier.isDamaged) {
    // The next change writes the file anew.
    await copyFile(path, `${path}.damaged`);
    log.warn(
      { file: path, copy: `${path}.damaged` },
      'Records of retrievals that are kept staged cannot be read. They are not started again.',
    );
  }
  return createMemoryKeptRetrievals({ earlier: earlier.records, keep: (all) => write(folder, path, all) });
}

function parseAll(text: string): { records: KeptRetrieval[]; isDamaged: boolean } {
  const value = text === '' ? [] : parseJson(text);
  const list: unknown[] = Array.isArray(value) ? value : [];
  const records = list.filter(isKept);
  return { records, isDamaged: !Array.isArray(value) || records.length < list.length };
}

function emptyIfAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

async function write(folder: string, path: string, all: readonly KeptRetrieval[]): Promise<void> {
  const draft = await open(`${path}.draft`, 'w', 0o600);
  try {
    await draft.writeFile(JSON.stringify(all));
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${path}.draft`, path);
  // The name of a file is on the disk only once its folder is.
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
