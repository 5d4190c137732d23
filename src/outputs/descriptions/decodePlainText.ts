// Descriptions that are a file name or path, as glacier-cli, amazon-glacier-cmd-interface, git-annex and most scripts write
// them. A text is a name if nobody would write it as a comment: one word, an extension such as .tar.gz, or a path that
// starts at a root or ends in a separator. `Full backup of the server` is a comment.
import { fileName } from './fileDetails.ts';

/** One word with a letter or digit that is neither markup nor JSON. */
const isWord = (text: string) => !/\s/.test(text) && /[\p{L}\p{N}]/u.test(text) && !/^[<{[].*[>}\]]$/.test(text);

/** .pdf, .7z, .001; the full stop of a sentence and the year of a date are not extensions. */
const extension = /\.(?:[A-Za-z0-9]{0,9}[A-Za-z][A-Za-z0-9]{0,9}|\d{3})$/;

/** /srv, ~/a, ./a, C:\, C:/, \\server; and a/b/ for a folder. */
const path = /^(?:\/|~\/|\.{1,2}\/|[A-Za-z]:[\\/]|\\\\)[^/\\]|[^\s/\\][/\\]$/;

/** Returns the trimmed text if it is plausibly a name. */
export function decodePlainText(text: string): string | null {
  const isName = isWord(text) || extension.test(text) || path.test(text);
  return isName ? fileName(text) : null;
}
