// File names and times out of archive descriptions. Glacier keeps no file name: tools write it into the description,
// each in its own way. Never throws, takes linear time, and says null rather than guess: the description itself is
// always answered beside what this makes of it.
import { decodeFastGlacier } from './descriptions/fastGlacier.ts';
import type { DecodedDescription } from './descriptions/fileDetails.ts';
import { decodeJson } from './descriptions/json.ts';
import { decodeMtAwsGlacier } from './descriptions/mtAwsGlacier.ts';
import { decodePlainText } from './descriptions/plainText.ts';

/** What Glacier takes at most; anything longer was written by nobody. */
const maxLength = 1024;

const nothing: DecodedDescription = { name: null, modifiedAt: null };

/** `name` is the path as the tool wrote it, with its folders and separators. */
export function decodeDescription(description: string | null): DecodedDescription {
  if (description === null || description.length > maxLength) return nothing;
  const text = description.trim();
  // Who wrote in a tool's format meant that format: what is broken in it is no plain text.
  return (
    decodeFastGlacier(text) ??
    decodeMtAwsGlacier(text) ??
    decodeJson(text) ?? { ...nothing, name: decodePlainText(text) }
  );
}
