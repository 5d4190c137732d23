// A hop between the gateways and the simulated AWS that changes responses as long as it is told to: lists without an end, lists
// with records that do not fit, and responses that are no lists. Requests always reach AWS.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Hostility = 'endless lists' | 'bad records' | 'responses that are no lists';

export interface HostileAws extends AsyncDisposable {
  url: string;
  /** Null: every response passes unchanged. */
  become(hostility: Hostility | null): void;
  /** How many responses were changed, by kind. */
  readonly changed: ReadonlyMap<Hostility, number>;
}

export async function startHostileAws(aws: string): Promise<HostileAws> {
  const changed = new Map<Hostility, number>();
  let current: Hostility | null = null;
  let turn = 0;

  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const url = new URL(incoming.url ?? '/', aws);
    const hostility = current;
    const isList = incoming.method === 'GET' && /\/(vaults|jobs)\/?$/.test(url.pathname);
    const isOutput = incoming.method === 'GET' && url.pathname.endsWith('/output');
    if (isList && hostility === 'endless lists')
      for (const name of ['marker', 'nextToken']) url.searchParams.delete(name);
    const { host: _, ...headers } = incoming.headers;
    const sent = request(url, { method: incoming.method ?? 'GET', headers, agent: false });
    incoming.pipe(sent);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const status = answer.statusCode ?? 502;
    const isChanged = hostility !== null && status < 300 && (isList || (isOutput && hostility === 'bad records'));
    if (!isChanged) {
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
      return;
    }
    turn += 1;
    changed.set(hostility, (changed.get(hostility) ?? 0) + 1);
    const text = await textOf(answer);
    const { type, body } = isOutput ? { type: undefined, body: withoutOneHash(text) } : changes[hostility](text, turn);
    const { 'content-length': _length, 'x-amz-sha256-tree-hash': _hash, ...kept } = answer.headers;
    outgoing.writeHead(status, {
      ...kept,
      ...(type ? { 'content-type': type } : {}),
      'content-length': Buffer.byteLength(body),
    });
    outgoing.end(body);
  };
  const server = createServer((incoming, outgoing) => {
    forward(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    become: (hostility) => {
      current = hostility;
    },
    changed,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

interface Changed {
  /** The content type; undefined for AWS's own. */
  type: string | undefined;
  body: string;
}

const isJson = (text: string) => text.startsWith('{');

const changes: Record<Hostility, (text: string, turn: number) => Changed> = {
  'endless lists': (text, turn) => {
    // One marker for ever, new ones for ever, and empty pages for ever.
    const marker = turn % 3 === 0 ? 'again' : `page-${turn}`;
    const isEmpty = turn % 3 === 1;
    if (isJson(text)) {
      const { VaultList, JobList } = JSON.parse(text);
      const list = VaultList ? { VaultList: isEmpty ? [] : VaultList } : { JobList: isEmpty ? [] : JobList };
      return { type: undefined, body: JSON.stringify({ ...list, Marker: marker }) };
    }
    const jobs = isEmpty ? text.replace(/<Jobs>.*<\/Jobs>/s, '<Jobs/>') : text;
    const token = `<NextToken>${marker}</NextToken></ListJobsResult>`;
    return {
      type: undefined,
      body: jobs.replace(/<NextToken>.*<\/NextToken>/s, '').replace('</ListJobsResult>', token),
    };
  },
  'bad records': (text, turn) => {
    if (!isJson(text)) {
      const bad = '<member/><member><JobId>bad</JobId><CreationTime>soon</CreationTime></member>';
      return { type: undefined, body: text.replace('<Jobs>', `<Jobs>${bad}`) };
    }
    const page = JSON.parse(text);
    const name = page.VaultList ? 'VaultList' : 'JobList';
    const bad = [null, 'record', {}, [], { JobId: 7, VaultName: 7 }, { JobId: 'bad', CreationDate: 'soon' }];
    const records: object[] = page[name];
    // A real record loses a member in turn, but not its identity.
    const damaged = records.map((record, at) => (at === turn % 5 ? { ...record, CreationDate: 'soon' } : record));
    return {
      type: undefined,
      body: JSON.stringify({ ...page, [name]: [...bad.slice(0, 3), ...damaged, ...bad.slice(3)] }),
    };
  },
  'responses that are no lists': (text, turn) => {
    const html = '<html><head><title>Sign in</title></head><body>&nbsp;</body></html>';
    const others = isJson(text) ? ['[]', 'null', '{}', '"list"'] : ['<Other/>', '<ListJobsResult>', '{}', 'list'];
    const body = ['', html, ...others][turn % 6] ?? '';
    return { type: body === html ? 'text/html' : undefined, body };
  },
};

/** The inventory keeps its length, which its job tells. */
const withoutOneHash = (inventory: string): string =>
  inventory.replace(/"[0-9a-f]{64}"/, (hash) => 'null'.padEnd(hash.length));
