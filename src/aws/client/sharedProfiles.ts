// The profiles of the shared config and credentials files. The SDK takes a file that it cannot read for an empty one.
// https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
import { readFile } from 'node:fs/promises';
import { getHomeDir, type ParsedIniData, parseKnownFiles } from '@smithy/core/config';

type Environment = Readonly<Record<string, string | undefined>>;

const files = [
  { variable: 'AWS_CONFIG_FILE', byDefault: '.aws/config' },
  { variable: 'AWS_SHARED_CREDENTIALS_FILE', byDefault: '.aws/credentials' },
] as const;

/** The files are read again each time: the operator may have changed them. */
export const sharedProfiles = (): Promise<ParsedIniData> => parseKnownFiles({ ignoreCache: true });

/** The paths of the two files. */
export const profileFiles = (env: Environment): string[] =>
  files.map(({ variable, byDefault }) => env[variable] || `~/${byDefault}`);

/** A sentence about each file that cannot be read. Only a file with its default path may be missing. */
export async function unreadableFiles(env: Environment): Promise<string[]> {
  const faults = files.map(async ({ variable, byDefault }) => {
    const path = env[variable];
    const resolved = (path || `~/${byDefault}`).replace(/^~(?=\/)/, () => getHomeDir());
    const code = await readFile(resolved).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (code === null || (!path && code === 'ENOENT')) return [];
    return [path ? `${variable} ${path} cannot be read (${code}).` : `~/${byDefault} cannot be read (${code}).`];
  });
  return (await Promise.all(faults)).flat();
}
