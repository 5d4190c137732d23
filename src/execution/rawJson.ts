// A part of a result that is JSON already. stringifyResult.ts writes it as it is; JSON.stringify parses it first, so that every
// reader of a result sees the same.
import { asBuffer } from './jsonParts.ts';

export class RawJson {
  /** `json` is one JSON value, as text or as UTF-8. Whoever creates it guarantees that. */
  constructor(readonly json: string | Uint8Array) {}

  get text(): string {
    return typeof this.json === 'string' ? this.json : asBuffer(this.json).toString();
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** The JSON of a value that never changes, for a selection all of whose fields are functions of the value. */
export class KnownJson extends RawJson {}
