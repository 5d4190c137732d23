// Archive descriptions of well-known tools: how each writes a file's name and its date (20140512T091500Z) into one line.

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** FastGlacier and related tools: XML with the name in base64. */
export const fastGlacier = (path: string, modified: string): string =>
  `<m><v>4</v><p>${base64(path)}</p><lm>${modified}</lm></m>`;

/** mt-aws-glacier: a version mark and base64url of JSON. */
export const mtAwsGlacier = (path: string, modified: string): string =>
  `mt2 ${Buffer.from(JSON.stringify({ filename: path, mtime: modified })).toString('base64url')}`;

/** JSON as PHP writes it: slashes and all non-ASCII characters are escaped. */
export const jsonWithPath = (path: string, modified: string): string =>
  JSON.stringify({ Path: path, UTCDateModified: modified })
    .replaceAll('/', '\\/')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
