// File names and times out of archive descriptions. Glacier keeps no file name: tools write it into the description,
// each in its own way. Never throws, takes linear time, and says null rather than guess: the description itself is
// always answered beside what this makes of it.
import { decodeFastGlacier } from './descriptions/fastGlacier.ts';
import { type WrittenDetails, writtenTime } from './descriptions/fileDetails.ts';
import { decodeJson } from './descriptions/json.ts';
import { decodeMtAwsGlacier } from './descriptions/mtAwsGlacier.ts';
import { decodePlainText } from './descriptions/plainText.ts';

/** What Glacier takes at most; anything longer was written by nobody. */
const maxLength = 1024;

const nothing: WrittenDetails = { name: null, time: null };

export interface DecodedDescription {
  /** The path as the tool wrote it, with its folders and separators. */
  name: string | null;
  modifiedAt: Date | null;
}

export function decodeDescription(description: string | null): DecodedDescription {
  const { name, time } = readDescription(description);
  return { name, modifiedAt: writtenTime(time) };
}

/** Whether a name in it can only be a part of it as it stands: so it is in most, and to see that costs little. */
export const isVerbatim = (description: string): boolean => !/^\s*["'<m{]/.test(description);

/** The same, with the time as it is written. */
export function readDescription(description: string | null): WrittenDetails {
  if (description === null || description.length > maxLength) return nothing;
  const text = description.trim();
  // Who wrote in a tool's format meant that format: what is broken in it is no plain text.
  return (
    decodeFastGlacier(text) ??
    decodeMtAwsGlacier(text) ??
    decodeJson(text) ?? { ...nothing, name: decodePlainText(text) }
  );
}
