// The Accept header: which media types a client takes, and which of GraphQL's it prefers.
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1

export const jsonTypes = {
  /** For clients that read the errors of a response with status 200. */
  legacy: 'application/json',
  current: 'application/graphql-response+json',
} as const;

const html = 'text/html';

export interface AcceptedTypes {
  /** Whether the client names the type itself, and not only by a wildcard. */
  names(type: string): boolean;
  /** Whether the client names HTML and prefers it to JSON, as browsers do that open a page. */
  readonly prefersHtml: boolean;
  /** The type of a JSON response; `any` if the client names none and takes all; null if it takes none. */
  readonly json: (typeof jsonTypes)[keyof typeof jsonTypes] | 'any' | null;
}

/** The header that was parsed last. A request asks for it several times, and so does the next one of the same client. */
let last: { accept: string; types: AcceptedTypes } | null = null;

/** Without ranges, every type is accepted. */
export function acceptedTypes(accept = ''): AcceptedTypes {
  if (last?.accept !== accept) last = { accept, types: parse(accept) };
  return last.types;
}

function parse(accept: string): AcceptedTypes {
  const ranges = rangesOf(accept);
  const positionOf = (type: string) => ranges.findIndex(({ range }) => range === type);
  /** The most specific range decides. */
  const qualityOf = (type: string): number => {
    if (ranges.length === 0) return 1;
    const names = [type, type.replace(/\/.*/, '/*'), '*/*'];
    const [found] = names.flatMap((name) => ranges.filter(({ range }) => range === name));
    return found?.quality ?? 0;
  };
  const named = new Map<string, boolean>();
  const names = (type: string): boolean => {
    const known = named.get(type) ?? (positionOf(type) >= 0 && qualityOf(type) > 0);
    named.set(type, known);
    return known;
  };

  /** Of equal quality, a named type goes before one that a wildcard covers, and the first name before the second. */
  const byPreference = (a: string, b: string): number =>
    qualityOf(b) - qualityOf(a) || Number(names(b)) - Number(names(a)) || positionOf(a) - positionOf(b);

  const preferredJson = (): AcceptedTypes['json'] => {
    const types = Object.values(jsonTypes).filter((type) => qualityOf(type) > 0);
    if (types.length > 1 && !types.some(names)) return 'any';
    return types.sort(byPreference)[0] ?? null;
  };
  const prefersHtml = names(html) && Object.values(jsonTypes).every((type) => byPreference(html, type) < 0);
  return { names, prefersHtml, json: preferredJson() };
}

interface Range {
  /** In lower case. */
  range: string;
  /** 0 to 1. */
  quality: number;
}

/** A comma within quotes also separates here. What is left of such a parameter is no type that is served. */
function rangesOf(accept: string): Range[] {
  const elements = accept.split(',').filter((text) => text.trim() !== '');
  return elements.map((text) => {
    const [range = '', ...parameters] = text
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    const parameter = (name: string) => parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
    const quality = Number(parameter('q') ?? 1);
    const charset = (parameter('charset') ?? 'utf-8').replaceAll('"', '');
    return {
      range,
      // JSON has no other encoding.
      quality: !/^utf-?8$/.test(charset) ? 0 : quality >= 0 && quality <= 1 ? quality : 1,
    };
  });
}
