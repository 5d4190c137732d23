// FastGlacier's XML: <m><v>4</v><p>base64 of the path</p><lm>20120821T170824Z</lm></m>, versions 2 to 4, and version 1's
// <ArchiveMetadata><Path>. CrushFTP and QNAP's Hybrid Backup Sync write it, too. CrushFTP's time is that of the upload, in
// its server's time zone although it ends in Z, and cannot be distinguished. A folder's path ends in a slash.
// https://fastglacier.com/fastglacier-metadata-format.aspx
import { base64Bytes, utf8Text } from './base64.ts';
import { type FileDetails, fileName } from './fileDetails.ts';

/** Null if the description has another format. */
export function decodeFastGlacier(text: string): FileDetails | null {
  // Spreadsheets add quotes around it.
  const xml = /^["']/.test(text) ? text.slice(1).trimStart() : text;
  if (xml.startsWith('<m>')) {
    return { name: decodePath(inner(xml, 'p')), time: inner(xml, 'lm') };
  }
  if (xml.startsWith('<ArchiveMetadata>')) return { name: decodePath(inner(xml, 'Path')), time: null };
  return null;
}

/** The content of the first element with this name. The format has no attributes and no escapes. */
function inner(xml: string, element: string): string | null {
  const open = `<${element}>`;
  const start = xml.indexOf(open);
  const end = xml.indexOf(`</${element}>`, start);
  return start === -1 || end === -1 ? null : xml.slice(start + open.length, end);
}

const decodePath = (base64: string | null) => (base64 === null ? null : fileName(utf8Text(base64Bytes(base64.trim()))));
