// The tags and texts of an XML document, in their order. It knows plain elements only, and leaves everything else to the SDK.
import { leaveToSdk } from './unusual.ts';

export interface Tag {
  name: string;
  /** `<Name/>` */
  isEmpty: boolean;
}

/** No structure of AWS is deeper. */
const maxDepth = 30;

/** By its name, a date: an element with one that does not exist is refused, also where nobody reads it. */
export const isNameOfDate = (tag: string): boolean => /(?:Time|Date)$|^Created(?:After|Before)$/.test(tag);

const plainName = /^[A-Za-z][A-Za-z0-9-]*$/;

/** White space between elements. Without a line break, the SDK takes it for text. */
const gap = /^(?:|[ \t]*\n[ \t\n]*)$/;

const slash = 47;

export class XmlScanner {
  readonly #bytes: Buffer;
  /** One character per byte. */
  readonly #text: string;
  #at: number;

  /** `start` matches the beginning of the document with the opening tag of its root. */
  constructor(bytes: Buffer, start: RegExp) {
    this.#bytes = bytes;
    this.#text = bytes.toString('latin1');
    const found = start.exec(this.#text.slice(0, 500));
    // The SDK makes a line break of it.
    if (!found || this.#text.includes('\r')) leaveToSdk();
    this.#at = found[0].length;
  }

  /** Passes the next opening tag in an element. Null if the element ends: its closing tag is passed. */
  open(parent: string): Tag | null {
    const start = this.#text.indexOf('<', this.#at);
    if (start !== this.#at && (start < 0 || !gap.test(this.#text.slice(this.#at, start)))) leaveToSdk();
    if (this.#text.charCodeAt(start + 1) === slash) {
      this.#close(start, parent);
      return null;
    }
    return this.#tag(start);
  }

  /** The text of an element without elements; its closing tag is passed. */
  text(name: string): string {
    const text = this.plainText(name);
    const decoded = text.includes('&') ? decodeReferences(text) : text;
    return decoded.includes('\n') && decoded.trim() === '' ? '' : decoded;
  }

  /** The same, as it is written. */
  plainText(name: string): string {
    const start = this.#at;
    const end = this.#text.indexOf('<', start);
    if (end < 0) leaveToSdk();
    this.#close(end, name);
    // Decoded from the bytes: a part of the text would keep the whole text in memory.
    return this.#bytes.toString('utf8', start, end);
  }

  /** Passes an element that nobody reads, with its content. */
  skip({ name, isEmpty }: Tag, depth = 1): void {
    if (isNameOfDate(name) || depth > maxDepth) leaveToSdk();
    if (isEmpty) return;
    for (;;) {
      const start = this.#text.indexOf('<', this.#at);
      if (start < 0) leaveToSdk();
      if (this.#text.charCodeAt(start + 1) === slash) {
        this.#close(start, name);
        return;
      }
      this.skip(this.#tag(start), depth + 1);
    }
  }

  /** Nothing but white space follows the root. */
  end(): void {
    if (this.#text.slice(this.#at).trim() !== '') leaveToSdk();
  }

  /** Passes the opening tag that starts there. */
  #tag(start: number): Tag {
    const end = this.#text.indexOf('>', start);
    if (end < 0) leaveToSdk();
    const isEmpty = this.#text.charCodeAt(end - 1) === slash;
    const name = this.#text.slice(start + 1, isEmpty ? end - 1 : end);
    if (!plainName.test(name)) leaveToSdk();
    this.#at = end + 1;
    return { name, isEmpty };
  }

  #close(start: number, name: string): void {
    const tag = `</${name}>`;
    if (!this.#text.startsWith(tag, start)) leaveToSdk();
    this.#at = start + tag.length;
  }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The references that every XML has, and those of characters that have one code unit. */
const decodeReferences = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-fA-F]{1,4});|#(\d{1,5});|(\w{1,4});)?/g,
    (_, hex?: string, decimal?: string, name = '') => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (code > 0 && code <= 0xffff) return String.fromCharCode(code);
      return (Object.hasOwn(named, name) ? named[name] : undefined) ?? leaveToSdk();
    },
  );
