// Descriptions that are the file's name or path, as glacier-cli, amazon-glacier-cmd-interface, git-annex and most scripts
// write them. A text counts as a name where nobody would write it as a remark: one word, an ending such as .tar.gz, or a
// path that starts at a root or ends in a separator. `Full backup of the server` is a remark.
import { fileName } from './fileDetails.ts';

/** One word with something to read in it, which is neither markup nor JSON. */
const isWord = (text: string) => !/\s/.test(text) && /[\p{L}\p{N}]/u.test(text) && !/^[<{[].*[>}\]]$/.test(text);

/** .pdf, .7z, .001; a sentence's last dot and the year of a date are no ending. */
const ending = /\.(?:[A-Za-z0-9]{0,9}[A-Za-z][A-Za-z0-9]{0,9}|\d{3})$/;

/** /srv, ~/a, ./a, C:\, C:/, \\server; and a/b/ for a folder. */
const path = /^(?:\/|~\/|\.{1,2}\/|[A-Za-z]:[\\/]|\\\\)[^/\\]|[^\s/\\][/\\]$/;

/** The text where it plausibly is a name, without the white space around it. */
export function decodePlainText(text: string): string | null {
  const isName = isWord(text) || ending.test(text) || path.test(text);
  return isName ? fileName(text) : null;
}
