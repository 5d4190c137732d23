// The name under which a browser saves a download. Names come from whoever filled the vault: what could lead out of a
// folder, or end the header, has no place in them. Pure. https://www.rfc-editor.org/rfc/rfc6266

const longest = 200;

/** The last part of a path of either kind of system, without what no file system likes. */
function fileNameOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  // Through bytes, so that halves of characters do not break the encoding below.
  const clean = [
    ...Buffer.from(name)
      .toString()
      .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_'),
  ]
    .slice(0, longest)
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
