// FastGlacier's XML: <m><v>4</v><p>base64 of the path</p><lm>20120821T170824Z</lm></m>, versions 2 to 4, and version 1's
// <ArchiveMetadata><Path>. CrushFTP and QNAP's Hybrid Backup Sync write it too; CrushFTP's time is that of the upload, in
// its server's own time zone though it ends in Z, and nothing tells it apart. A folder's path ends in a slash.
// https://fastglacier.com/fastglacier-metadata-format.aspx
import { base64Bytes, utf8Text } from './base64.ts';
import { fileName, type WrittenDetails } from './fileDetails.ts';

/** Null where the description is nothing of the kind. */
export function decodeFastGlacier(text: string): WrittenDetails | null {
  // Inventories that went through a spreadsheet have quotes around it.
  const xml = /^["']/.test(text) ? text.slice(1).trimStart() : text;
  if (xml.startsWith('<m>')) {
    return { name: decodePath(inner(xml, 'p')), time: inner(xml, 'lm') };
  }
  if (xml.startsWith('<ArchiveMetadata>')) return { name: decodePath(inner(xml, 'Path')), time: null };
  return null;
}

/** What stands in the first element of this name. The format has no attributes and escapes nothing. */
function inner(xml: string, element: string): string | null {
  const open = `<${element}>`;
  const start = xml.indexOf(open);
  const end = xml.indexOf(`</${element}>`, start);
  return start === -1 || end === -1 ? null : xml.slice(start + open.length, end);
}

const decodePath = (base64: string | null) => (base64 === null ? null : fileName(utf8Text(base64Bytes(base64.trim()))));
