// How many bytes of memory a JSON text takes together with the values that are parsed from it. An estimate from the text, so
// that a text is refused before it is parsed: estimateBytes() of the values would come too late, and would visit each of them
// again. A test compares the two. A text of empty objects takes twenty times its length.

/** Of the text itself, and of the strings that are parsed from it. */
const perByte = 2;

/** Of V8 on 64 bits: an object, an array, a member, and a string besides its characters. Nothing for other bytes. */
const perCharacter = new Uint8Array(256);
perCharacter['{'.charCodeAt(0)] = 56;
perCharacter['['.charCodeAt(0)] = 64;
perCharacter[','.charCodeAt(0)] = 16;
perCharacter[':'.charCodeAt(0)] = 8;
perCharacter['"'.charCodeAt(0)] = 8;

export function estimateJsonBytes(text: Uint8Array): number {
  let bytes = perByte * text.length;
  for (const character of text) bytes += perCharacter[character] ?? 0;
  return bytes;
}
