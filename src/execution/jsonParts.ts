// The JSON of a result in parts: texts, and bytes that are sent as they are, in UTF-8.

export type JsonPart = string | Uint8Array;

export const textOf = (parts: readonly JsonPart[]): string =>
  parts.reduce<string>((text, part) => text + (typeof part === 'string' ? part : asBuffer(part).toString()), '');

/** JSON while it is written. No two of its parts are texts: what is appended to a string costs little until it is sent. */
export class JsonWriter {
  readonly #parts: JsonPart[] = [];
  #text = '';

  write(part: JsonPart): void {
    if (typeof part === 'string') {
      this.#text += part;
      return;
    }
    this.#endText();
    this.#parts.push(part);
  }

  /** All that was written. */
  end(): JsonPart[] {
    this.#endText();
    return this.#parts;
  }

  #endText(): void {
    if (this.#text !== '') this.#parts.push(this.#text);
    this.#text = '';
  }
}

/** The same parts, with texts that follow each other as one. */
export function joinTexts(parts: readonly JsonPart[]): JsonPart[] {
  const writer = new JsonWriter();
  for (const part of parts) writer.write(part);
  return writer.end();
}

export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
