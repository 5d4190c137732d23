// The file name of a downloaded output. It comes from the description of the archive, so it is made safe for every system.
// Pure.
import { decodeDescription } from '../decodeDescription.ts';
import type { OutputMetadata } from './outputMetadata.ts';

/** `archiveDescription`: as AWS returns it with the output; null for an inventory. */
export function outputFileName(
  { fallbackName }: Pick<OutputMetadata, 'fallbackName'>,
  archiveDescription: string | null,
): string {
  return fileNameOf(decodeDescription(archiveDescription).name, fallbackName);
}

/** In bytes of UTF-8: what the file systems of Linux and macOS accept. */
const maxFileNameLength = 255;

/** Names of devices, with any ending. https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file */
const reservedByWindows = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(?:\.|$)/i;

/**
 * The last segment of a POSIX or Windows path, as a name that Windows, macOS and Linux accept and show: no control characters,
 * no dot first or last, no name of a device, at most 255 bytes. The same of `fallback` if nothing is left: names of vaults may
 * have any of that.
 */
export const fileNameOf = (path: string | null, fallback: string): string =>
  safeName(path ?? '') ?? safeName(fallback) ?? 'output';

/** Null if nothing is left. */
function safeName(path: string): string | null {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  const clean = Buffer.from(name)
    // Decoded from bytes, so that lone surrogates do not break the encoding of the header.
    .toString()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*]/gu, '_')
    .replace(/^\s+|[.\s]+$/gu, '')
    .replace(/^\.+/, '_');
  if (/^_?$/.test(clean)) return null;
  return shortened(reservedByWindows.test(clean) ? `_${clean}` : clean);
}

/** Cut before its endings, e.g. .tar.gz, and never inside a character. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= maxFileNameLength) return name;
  const [ending = ''] = /(?:\.[\p{L}\p{N}]{1,16}){1,2}$/u.exec(name) ?? [];
  let room = maxFileNameLength - Buffer.byteLength(ending);
  let kept = '';
  for (const character of name.slice(0, name.length - ending.length)) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return kept.replace(/[.\s]+$/u, '') + ending;
}
