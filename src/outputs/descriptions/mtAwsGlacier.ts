// mt-aws-glacier: `mt2 ` and base64url of {"filename":"...","mtime":"20130614T220000Z"}. The first versions, `mt1`,
// encoded the JSON as UTF-8 twice, and the very first wrote the time as a number.
// https://github.com/vsespb/mt-aws-glacier/blob/master/lib/App/MtAws/MetaData.pm
import { base64Bytes, utf8Text } from './base64.ts';
import { fileName, type WrittenDetails } from './fileDetails.ts';
import { jsonObject } from './json.ts';

/** Null where the description is nothing of the kind. */
export function decodeMtAwsGlacier(text: string): WrittenDetails | null {
  const version = /^mt[12](?=\s)/.exec(text)?.[0];
  if (version === undefined) return null;
  const once = utf8Text(base64Bytes(text.slice(version.length).trim()));
  const json = version === 'mt1' ? onceMore(once) : once;
  const file = json === null ? null : jsonObject(json);
  return { name: fileName(file?.['filename']), time: file?.['mtime'] };
}

/** Of UTF-8 of UTF-8, the text: the characters between are the bytes of the inner one. */
function onceMore(text: string | null): string | null {
  return text === null || /[^\0-\xff]/.test(text) ? null : utf8Text(Buffer.from(text, 'latin1'));
}
