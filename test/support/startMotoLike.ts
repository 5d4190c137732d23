// A server with the Glacier of moto, as its source has it (getmoto/moto, moto/glacier and moto/core, read in 2026). It differs
// from AWS in what it sends, and a gateway that works with it takes nothing for granted:
//
// - CreateVault answers 201 without Location. The Location of InitiateJob has no account: //vaults/<name>/jobs/<id>.
// - Lists have no pages and no filters: limit, marker, completed and statuscode are ignored, and Marker is null.
// - The content type is that of Flask, text/html, wherever moto names none: of DescribeJob's JSON and of empty bodies.
// - A response repeats its status in a header named `status`.
// - Jobs have no description, no SNS topic, no tree hash and no byte range. An inventory job has a tier and no parameters.
// - InventorySizeInBytes is 0, then 10000, of archive retrievals too. ArchiveSizeInBytes is always 0.
// - A job takes 2, 5 or 10 seconds by its tier. Dates are local times that end in Z.
// - A vault has an inventory from its creation on.
// - An archive id is an MD5 of 32 digits, a job id 92 capital letters and digits.
// - GetJobOutput ignores Range, sends no tree hash, and answers 404 with the text "404 Not Found" until the job has ended.
// - An unknown vault is VaultNotFound with the status 400. An unknown job or archive, or the deletion of an unknown vault, is an
//   error of Python: a page of HTML with the status 500.
// - Tags, notifications, policies, locks, capacity and S3 Batch Operations do not exist: a page of HTML with the status 404.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/core/clock.ts';

export interface MotoLike extends AsyncDisposable {
  url: string;
  /** Uploads an archive, as another client does, and returns its id. */
  upload(vaultName: string, body: string, description: string): string;
  /** The requests so far: method and path below the account. */
  requests: string[];
}

interface MotoArchive {
  body: string;
  description: string;
  createdAt: number;
}

interface MotoJob {
  id: string;
  action: 'ArchiveRetrieval' | 'InventoryRetrieval';
  archiveId: string | undefined;
  tier: string;
  startedAt: number;
  endsAt: number;
}

interface MotoVault {
  createdAt: number;
  archives: Map<string, MotoArchive>;
  jobs: Map<string, MotoJob>;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const html = { 'content-type': 'text/html; charset=utf-8' };
const json = { 'content-type': 'application/json' };

const page = (title: string): string => `<!doctype html>\n<html lang=en>\n<title>${title}</title>\n<h1>${title}</h1>\n`;

const noSuchPath: Reply = { status: 404, headers: html, body: page('404 Not Found') };
const pythonError: Reply = { status: 500, headers: html, body: page('500 Internal Server Error') };
const vaultNotFound: Reply = {
  status: 400,
  headers: { ...json, 'x-amzn-errortype': 'VaultNotFound' },
  body: JSON.stringify({ __type: 'VaultNotFound', message: 'Vault not found' }),
};

const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const newJobId = (): string => [...randomBytes(92)].map((byte) => capitals[byte % capitals.length]).join('');

const durations: Record<string, number> = { expedited: 2_000, bulk: 10_000 };

/** `hoursAhead`: how far the local time of the server is ahead of UTC. */
export async function startMotoLike(
  clock: Pick<Clock, 'now'>,
  { accountId = '111122223333', region = 'us-east-1', hoursAhead = 0 } = {},
): Promise<MotoLike> {
  const vaults = new Map<string, MotoVault>();
  const requests: string[] = [];

  const local = (time: number) => new Date(time + hoursAhead * 3_600_000).toISOString().replace(/\.\d+Z$/, '.000Z');
  const arnOf = (name: string) => `arn:aws:glacier:${region}:${accountId}:vaults/${name}`;

  const describeVault = (name: string, { createdAt, archives }: MotoVault) => ({
    CreationDate: local(createdAt),
    LastInventoryDate: local(createdAt),
    NumberOfArchives: archives.size,
    SizeInBytes: [...archives.values()].reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
    VaultARN: arnOf(name),
    VaultName: name,
  });

  const hasEnded = ({ endsAt }: MotoJob) => clock.now() > endsAt;

  const describeJob = (vaultName: string, job: MotoJob) => ({
    Action: job.action,
    ...(job.action === 'ArchiveRetrieval' ? { ArchiveId: job.archiveId, ArchiveSizeInBytes: 0 } : {}),
    ArchiveSHA256TreeHash: null,
    Completed: hasEnded(job),
    CreationDate: local(job.startedAt),
    InventorySizeInBytes: hasEnded(job) ? 10_000 : 0,
    JobDescription: null,
    JobId: job.id,
    RetrievalByteRange: null,
    SHA256TreeHash: null,
    SNSTopic: null,
    StatusCode: hasEnded(job) ? 'Succeeded' : 'InProgress',
    StatusMessage: null,
    VaultARN: arnOf(vaultName),
    Tier: job.tier,
    ...(hasEnded(job) ? { CompletionDate: local(job.endsAt) } : {}),
  });

  const initiateJob = (vaultName: string, vault: MotoVault, body: string): Reply => {
    const { Type: type, ArchiveId: archiveId, Tier: tier = 'Standard' } = JSON.parse(body);
    const startedAt = clock.now();
    const job: MotoJob = {
      id: newJobId(),
      action: type === 'inventory-retrieval' ? 'InventoryRetrieval' : 'ArchiveRetrieval',
      archiveId,
      tier,
      startedAt,
      endsAt: startedAt + (durations[tier.toLowerCase()] ?? 5_000),
    };
    vault.jobs.set(job.id, job);
    const headers = { ...html, 'x-amz-job-id': job.id, location: `//vaults/${vaultName}/jobs/${job.id}` };
    return { status: 202, headers };
  };

  const output = (vaultName: string, vault: MotoVault, job: MotoJob): Reply => {
    if (!hasEnded(job)) return { status: 404, headers: html, body: '404 Not Found' };
    if (job.action === 'ArchiveRetrieval') {
      const archive = vault.archives.get(job.archiveId ?? '');
      if (!archive) return pythonError;
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: archive.body };
    }
    const archives = [...vault.archives].map(([id, { body, description, createdAt }]) => ({
      ArchiveId: id,
      ArchiveDescription: description,
      CreationDate: local(createdAt),
      Size: Buffer.byteLength(body),
      SHA256TreeHash: createHash('sha256').update(body).digest('hex'),
    }));
    const inventory = { VaultARN: arnOf(vaultName), InventoryDate: local(job.endsAt), ArchiveList: archives };
    return { status: 200, headers: json, body: JSON.stringify(inventory) };
  };

  const reply = (method: string, path: readonly string[], body: string): Reply => {
    const [collection, name = '', kind, id = '', part] = path;
    if (collection !== 'vaults') return noSuchPath;
    if (path.length === 1 && method === 'GET') {
      const list = [...vaults].map(([each, vault]) => describeVault(each, vault));
      return { status: 200, headers: json, body: JSON.stringify({ Marker: null, VaultList: list }) };
    }
    const vault = vaults.get(name);
    if (path.length === 2) {
      if (method === 'PUT') {
        vaults.set(name, { createdAt: clock.now(), archives: new Map(), jobs: new Map() });
        return { status: 201, headers: html };
      }
      if (method === 'DELETE') return vaults.delete(name) ? { status: 204, headers: html } : pythonError;
      return vault ? { status: 200, headers: json, body: JSON.stringify(describeVault(name, vault)) } : vaultNotFound;
    }
    if (kind !== 'jobs' && kind !== 'archives') return noSuchPath;
    if (!vault) return vaultNotFound;
    if (kind === 'archives') {
      return vault.archives.delete(id) ? { status: 204, headers: html } : pythonError;
    }
    if (path.length === 3) {
      if (method === 'POST') return initiateJob(name, vault, body);
      const list = [...vault.jobs.values()].map((job) => describeJob(name, job));
      return { status: 200, headers: json, body: JSON.stringify({ JobList: list, Marker: null }) };
    }
    const job = vault.jobs.get(id);
    if (!job) return pythonError;
    if (part === 'output') return output(name, vault, job);
    return { status: 200, headers: html, body: JSON.stringify(describeJob(name, job)) };
  };

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname } = new URL(request.url ?? '/', 'http://moto');
    const [, , ...path] = pathname.split('/').map(decodeURIComponent);
    const method = request.method ?? 'GET';
    requests.push(`${method} ${path.join('/')}`);
    const { status, headers = {}, body = '' } = reply(method, path, Buffer.concat(chunks).toString());
    const isOfMoto = status < 500 && body !== noSuchPath.body;
    const ofMoto = isOfMoto
      ? { status: String(status), 'x-amzn-requestid': randomBytes(26).toString('hex').toUpperCase() }
      : {};
    response.writeHead(status, { server: 'Werkzeug/3.1.3 Python/3.12.3', ...ofMoto, ...headers }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    upload: (vaultName, body, description) => {
      const id = createHash('md5').update(body).digest('hex');
      vaults.get(vaultName)?.archives.set(id, { body, description, createdAt: clock.now() });
      return id;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
