// The Accept-Encoding header: which coding a response has. Pure.
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3

/** In the order of preference, at equal quality. */
const supported = ['br', 'gzip'] as const;

export type ContentEncoding = (typeof supported)[number];

/** Null to send the response as it is. Without the header, a client may not know any coding. `offered`: those that there are. */
export function contentEncoding(
  acceptEncoding: string | undefined,
  offered: readonly ContentEncoding[] = supported,
): ContentEncoding | null {
  if (acceptEncoding === undefined) return null;
  const qualities = qualitiesOf(acceptEncoding);
  const qualityOf = (coding: string) => qualities.get(coding) ?? qualities.get('*') ?? 0;
  // A client that does not mention identity takes it, but has asked for others.
  const identity = qualities.get('identity') ?? 0;
  const [best] = offered
    .map((coding) => ({ coding, quality: qualityOf(coding) }))
    .filter(({ quality }) => quality > 0 && quality >= identity)
    .sort((a, b) => b.quality - a.quality);
  return best?.coding ?? null;
}

/** For a file that is kept as it is and with gzip. */
export const acceptsGzip = (acceptEncoding: string | undefined): boolean =>
  contentEncoding(acceptEncoding, ['gzip']) !== null;

/** By coding, in lower case. What is no quality counts as 0: to send a response as it is, is always right. */
function qualitiesOf(header: string): Map<string, number> {
  const elements = header.toLowerCase().split(',');
  return new Map(
    elements.map((element) => {
      const [coding = '', ...parameters] = element.split(';').map((part) => part.trim());
      const written = parameters.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
      const quality = /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(written) ? Number(written) : 0;
      return [coding === 'x-gzip' ? 'gzip' : coding, quality];
    }),
  );
}
