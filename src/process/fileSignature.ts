// The state of files, without their content: it differs after each change of one of them, also if the path leads to another
// file now, as after an update of a Kubernetes ConfigMap. Polled, because network file systems report no changes.
import { stat } from 'node:fs/promises';

/** A file that cannot be read has a state too. */
export async function fileSignature(paths: readonly string[]): Promise<string> {
  const states = await Promise.all(
    paths.map(async (path) => {
      try {
        const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
        return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
      } catch (error) {
        return String((error as NodeJS.ErrnoException).code);
      }
    }),
  );
  return states.join('\n');
}
