// mt-aws-glacier: `mt2 ` and base64url of {"filename":"...","mtime":"20130614T220000Z"}. The first versions, `mt1`,
// encoded the JSON as UTF-8 twice, and the very first wrote the time as a number.
// https://github.com/vsespb/mt-aws-glacier/blob/master/lib/App/MtAws/MetaData.pm
import { base64Bytes, utf8Text } from './base64.ts';
import { jsonObject } from './decodeJson.ts';
import { type FileDetails, fileName } from './fileDetails.ts';

/** Null if the description has another format. */
export function decodeMtAwsGlacier(text: string): FileDetails | null {
  const version = /^mt[12](?=\s)/.exec(text)?.[0];
  if (version === undefined) return null;
  const decoded = utf8Text(base64Bytes(text.slice(version.length).trim()));
  const json = version === 'mt1' ? decodeUtf8Again(decoded) : decoded;
  const file = json === null ? null : jsonObject(json);
  return { name: fileName(file?.['filename']), time: file?.['mtime'] };
}

/** Decodes UTF-8 that was encoded twice: the characters are the bytes of the inner text. */
function decodeUtf8Again(text: string | null): string | null {
  return text === null || /[^\0-\xff]/.test(text) ? null : utf8Text(Buffer.from(text, 'latin1'));
}
