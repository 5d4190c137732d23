// A hop in front of the simulator that makes lists of AWS endless: each page leads to another one.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EndlessLists extends AsyncDisposable {
  url: string;
  /** The calls of lists since the start. */
  listed(): number;
}

/**
 * `markerAfter` returns the marker of the page that was asked for with `marker`. The page is always AWS's first one; with
 * `empty`, it has no items.
 */
export async function startEndlessLists(
  aws: string,
  {
    matches,
    markerAfter,
    empty = false,
  }: {
    /** Which lists are endless, by their path and region. */
    matches: (path: string, region: string) => boolean;
    markerAfter: (marker: string | null) => string;
    empty?: boolean;
  },
): Promise<EndlessLists> {
  let listed = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', aws);
    const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const isList =
      request.method === 'GET' && /\/(vaults|jobs)\/?$/.test(url.pathname) && matches(url.pathname, region);
    const parameter = url.searchParams.has('nextToken') ? 'nextToken' : 'marker';
    const marker = url.searchParams.get(parameter);
    if (isList) {
      listed += 1;
      url.searchParams.delete(parameter);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection'].includes(name));
    const answer = await fetch(url, {
      method: request.method ?? 'GET',
      headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const text = await answer.text();
    const body = isList && answer.ok ? withMarker(text, markerAfter(marker), empty) : text;
    const type = answer.headers.get('content-type') ?? 'application/json';
    const kept = ['location', 'x-amz-job-id'].flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    response.writeHead(answer.status, { 'content-type': type, ...Object.fromEntries(kept) }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    listed: () => listed,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function withMarker(body: string, marker: string, empty: boolean): string {
  if (!body.trimStart().startsWith('{')) {
    const token = `<NextToken>${marker}</NextToken>`;
    const jobs = empty ? body.replace(/<Jobs>.*<\/Jobs>/s, '<Jobs></Jobs>') : body;
    return jobs.replace(/<NextToken>.*<\/NextToken>/s, '').replace('</ListJobsResult>', `${token}</ListJobsResult>`);
  }
  const page = { ...JSON.parse(body), Marker: marker };
  return JSON.stringify(empty ? { ...page, ...('JobList' in page ? { JobList: [] } : { VaultList: [] }) } : page);
}
