// File names and times from archive descriptions. Glacier stores no file name: tools write it into the description, each in
// its own format. Decoding never throws, takes linear time, and returns null rather than a guess: the API always returns
// the description itself as well.
import { decodeFastGlacier } from './descriptions/decodeFastGlacier.ts';
import { decodeJson } from './descriptions/decodeJson.ts';
import { decodeMtAwsGlacier } from './descriptions/decodeMtAwsGlacier.ts';
import { decodePlainText } from './descriptions/decodePlainText.ts';
import { type FileDetails, parseFileTime } from './descriptions/fileDetails.ts';

/** The maximum length that Glacier accepts. */
const maxLength = 1024;

const nothing: FileDetails = { name: null, time: null };

export interface DecodedDescription {
  /** The path as the tool wrote it, with its folders and separators. */
  name: string | null;
  modifiedAt: Date | null;
}

export function decodeDescription(description: string | null): DecodedDescription {
  const { name, time } = readDescription(description);
  return { name, modifiedAt: parseFileTime(time) };
}

/** Whether a name in the description can only be a part of its literal text. Most descriptions are; the check is cheap. */
export const isVerbatim = (description: string): boolean => !/^\s*["'<m{]/.test(description);

/** The same, with the time as written. */
export function readDescription(description: string | null): FileDetails {
  if (description === null || description.length > maxLength) return nothing;
  const text = description.trim();
  // A description in a tool's format is decoded in that format only: a broken one is not plain text.
  return (
    decodeFastGlacier(text) ??
    decodeMtAwsGlacier(text) ??
    decodeJson(text) ?? { ...nothing, name: decodePlainText(text) }
  );
}
