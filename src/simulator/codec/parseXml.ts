// XML parser: a tree of elements by local name, with all text as written. It supports what AWS clients send.
// A document type or text that is not well formed is an error.

export interface XmlElement {
  name: string;
  /** The text directly inside, including whitespace. */
  text: string;
  /** As written between the name and the end of the tag. */
  attributes: string;
  children: XmlElement[];
}

/** The message names the position and the reason. */
export class XmlSyntaxError extends Error {}

// In this order: comment or instruction, CDATA, tag, text.
const token =
  /(<!--[\s\S]*?-->|<\?[\s\S]*?\?>)|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s<>/!?"'=]+)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*?)(\/?)>|([^<]+)/y;

/** What XML 1.0 does not have, also not as a reference. https://www.w3.org/TR/xml/#charsets */
const foreign = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export function parseXml(document: string): XmlElement {
  const text = document.replace(/\r\n?/g, '\n').replace(/^\uFEFF/, '');
  if (foreign.test(text)) throw new XmlSyntaxError('a character that XML does not have');
  const top: XmlElement = { name: '', text: '', attributes: '', children: [] };
  const open = [top];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const position = token.lastIndex;
    const found = token.exec(text);
    const parent = open.at(-1);
    if (!found || !parent) throw new XmlSyntaxError(`not well formed at character ${position}`);
    const [, ignored, data, closing, name = '', attributes = '', selfClosing, characters] = found;
    if (ignored !== undefined) continue;
    if (data !== undefined) parent.text += data;
    else if (characters !== undefined) parent.text += unescapeXml(characters);
    else if (closing) close(open, name);
    else {
      const element: XmlElement = { name: localName(name), text: '', attributes, children: [] };
      parent.children.push(element);
      if (!selfClosing) open.push(element);
    }
  }
  const [root, ...others] = top.children;
  if (open.length !== 1 || !root || others.length > 0 || top.text.trim() !== '') {
    throw new XmlSyntaxError('it must be one element, and closed');
  }
  return root;
}

function close(open: XmlElement[], name: string): void {
  const element = open.length > 1 ? open.pop() : undefined;
  if (element?.name !== localName(name)) throw new XmlSyntaxError(`</${name}> closes nothing that is open`);
}

/** The value of the attribute with the local name. */
export function attributeOf({ attributes }: XmlElement, wanted: string): string | undefined {
  for (const [, name = '', double, single] of attributes.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (localName(name) === wanted && !name.startsWith('xmlns')) return unescapeXml(double ?? single ?? '');
  }
  return undefined;
}

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&([^;&]*;?)/g, (all, reference: string) => {
    const [, hex, decimal, name = ''] = /^(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));$/i.exec(reference) ?? [];
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    if (code <= 0x10ffff && !foreign.test(String.fromCodePoint(code))) return String.fromCodePoint(code);
    const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
    if (known === undefined) throw new XmlSyntaxError(`an unknown entity: ${all}`);
    return known;
  });
}
