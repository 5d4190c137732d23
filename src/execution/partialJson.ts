// An object of a result some of whose members are JSON already. stringifyResult.ts writes it; JSON.stringify parses it first, so
// that every reader of a result sees the same.
import type { ResultObject } from './resultObject.ts';

export class PartialJson {
  /** `texts` are the members before each one of `others`, and after the last one: `"key":value,"key":value`, or nothing. */
  constructor(
    readonly texts: readonly string[],
    readonly others: ResultObject,
  ) {}

  /** `writeOther` writes a member after a text; false if it has no JSON, and neither was written. */
  write(writeText: (text: string) => void, writeOther: (before: string, value: unknown) => boolean): void {
    let separator = '{';
    let index = 0;
    const writeNext = () => {
      const text = this.texts[index];
      index += 1;
      if (!text) return;
      writeText(separator + text);
      separator = ',';
    };
    for (const key in this.others) {
      writeNext();
      if (writeOther(`${separator}"${key}":`, this.others[key])) separator = ',';
    }
    writeNext();
    writeText(separator === '{' ? '{}' : '}');
  }

  toJSON(): unknown {
    let text = '';
    const writeText = (part: string) => {
      text += part;
    };
    this.write(writeText, (before, value) => {
      const json = JSON.stringify(value);
      if (json !== undefined) text += before + json;
      return json !== undefined;
    });
    return JSON.parse(text);
  }
}
