// How many bytes of memory a JSON text takes together with the values that are parsed from it. An estimate from the text, so
// that a text is refused before it is parsed: estimateBytes() of the values would come too late, and would visit each of them
// again. A test compares the two. A text of empty objects takes twenty times its length.

/** Of the text itself, and of the strings that are parsed from it. */
const perByte = 2;

/** Of V8 on 64 bits: an object, an array, a member, and a string besides its characters. Nothing for other bytes. */
const perCharacter = new Map(
  Object.entries({ '{': 56, '[': 64, ',': 16, ':': 8, '"': 8 }).map(([character, bytes]) => [
    character.charCodeAt(0),
    bytes,
  ]),
);

const perCode = Uint8Array.from({ length: 256 }, (_, code) => perCharacter.get(code) ?? 0);

/** Of a text with more of these characters, each byte is looked at: to find one takes as long as to look at 40 bytes. */
const maxShare = 1 / 50;

export const estimateJsonBytes = (text: Uint8Array): number =>
  perByte * text.length + (bytesOfFew(text) ?? bytesOfMany(text));

/** Null if there are many. */
function bytesOfFew(text: Uint8Array): number | null {
  let bytes = 0;
  let left = text.length * maxShare;
  for (const [code, each] of perCharacter) {
    for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1)) {
      left -= 1;
      if (left < 0) return null;
      bytes += each;
    }
  }
  return bytes;
}

function bytesOfMany(text: Uint8Array): number {
  let bytes = 0;
  // An iterator of bytes takes three times as long.
  for (let at = 0; at < text.length; at += 1) bytes += perCode[text[at] as number] as number;
  return bytes;
}
