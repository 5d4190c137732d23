// The folder that STATE_DIR names, and small files in it that are written once. A fault of it is a ConfigError: a gateway
// that cannot keep its state must not start jobs.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ConfigError } from '../config/configError.ts';

export interface StateDir {
  path: string;
  /** The text of a file. If the file does not exist, it is created with `initial`, readable by its owner only. */
  readOrCreate(name: string, initial: string): Promise<string>;
}

const onlyOwner = { folder: 0o700, file: 0o600 };

export async function openStateDir(path: string, log: Pick<Logger, 'warn'>): Promise<StateDir> {
  try {
    await mkdir(path, { recursive: true, mode: onlyOwner.folder });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError([
      `STATE_DIR: ${path} is not a folder that the gateway can create, read and write (${codeOf(error)}).`,
    ]);
  }
  return {
    path,
    readOrCreate: async (name, initial) => {
      const file = join(path, name);
      try {
        const kept = await readIfThere(file, log);
        if (kept !== null) return kept;
        await createOnce(path, name, initial);
        return await readFile(file, 'utf8');
      } catch (error) {
        throw new ConfigError([`STATE_DIR: ${file} cannot be read or created (${codeOf(error)}).`]);
      }
    },
  };
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

async function readIfThere(file: string, log: Pick<Logger, 'warn'>): Promise<string | null> {
  try {
    // A device or a named pipe would never end.
    const stats = await stat(file);
    if (!stats.isFile()) throw Object.assign(new Error('not a file'), { code: 'not a file' });
    const mode = stats.mode & 0o777;
    if ((mode & ~onlyOwner.file) !== 0) {
      log.warn(
        { file, mode: mode.toString(8) },
        'Others than its owner can use this file of STATE_DIR. Run chmod 600.',
      );
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes the whole file under another name first, so that a crash leaves no part of it. A link fails if the name exists,
 * where a rename would replace it: of two gateways that create the file at once, both read the same one.
 */
async function createOnce(folder: string, name: string, content: string): Promise<void> {
  const draft = join(folder, `${name}.${randomUUID()}.draft`);
  try {
    await written(await open(draft, 'wx', onlyOwner.file), content);
    await link(draft, join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await unlink(draft).catch(() => undefined);
  }
  // The name of the file is on the disk only once its folder is.
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function written(file: FileHandle, content: string): Promise<void> {
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
