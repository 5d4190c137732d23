// The file name of a downloaded output. It comes from the description of the archive, so characters that could leave the
// folder are removed. Pure.
import { decodeDescription } from '../decodeDescription.ts';
import type { OutputMetadata } from './outputMetadata.ts';

/** `archiveDescription`: as AWS returns it with the output; null for an inventory. */
export function outputFileName(
  { fallbackName }: Pick<OutputMetadata, 'fallbackName'>,
  archiveDescription: string | null,
): string {
  return fileNameOf(decodeDescription(archiveDescription).name, fallbackName);
}

/** In characters. */
const maxFileNameLength = 200;

/** The last segment of a POSIX or Windows path, without characters that file systems reject; `fallback` if nothing is left. */
export function fileNameOf(path: string | null, fallback: string): string {
  const name = (path ?? '').split(/[/\\]/).at(-1) ?? '';
  // Decoded from bytes, so that lone surrogates do not break the encoding below.
  const clean = [
    ...Buffer.from(name)
      .toString()
      .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_'),
  ]
    .slice(0, maxFileNameLength)
    .join('');
  return /^[.\s]*$/.test(clean) ? fallback : clean.trim();
}
