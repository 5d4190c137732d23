// The Content-Disposition header of a download. File names come from archive descriptions, so characters that could leave
// the folder or end the header are removed. Pure. https://www.rfc-editor.org/rfc/rfc6266

const maxLength = 200;

/** The last segment of a POSIX or Windows path, without characters that file systems reject. */
function fileNameOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  // Decoded from bytes, so that lone surrogates do not break the encoding below.
  const clean = [
    ...Buffer.from(name)
      .toString()
      .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_'),
  ]
    .slice(0, maxLength)
    .join('');
  return /^[.\s]*$/.test(clean) ? '' : clean.trim();
}

export function contentDisposition(path: string | null, fallback: string): string {
  const name = (path === null ? '' : fileNameOf(path)) || fallback;
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"${ascii === name ? '' : `; filename*=UTF-8''${encoded}`}`;
}
