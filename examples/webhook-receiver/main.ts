// Receives notifications of jobs, and prints those that the gateway has signed.
import { createServer, type IncomingMessage } from 'node:http';
import { Webhook } from 'standardwebhooks';

interface Notification {
  type: string;
  timestamp: string;
  data: { job: { jobId: string; accountId: string; region: string; outcome: string | null; reason: string | null } };
}

const { WEBHOOK_SECRET: secret = '', PORT: port = '8080' } = process.env;
const webhook = new Webhook(secret);
const longestBody = 65_536;

/** What has arrived. A notification can arrive again; keep the IDs in a database if your program restarts. */
const seen = new Set<string>();

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > longestBody) throw new Error('The body is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function handle({ type, data: { job } }: Notification): void {
  console.log(type, job.accountId, job.region, job.jobId, job.reason ?? '');
}

const server = createServer(async (request, response) => {
  try {
    const id = String(request.headers['webhook-id']);
    const signature = {
      'webhook-id': id,
      'webhook-timestamp': String(request.headers['webhook-timestamp']),
      'webhook-signature': String(request.headers['webhook-signature']),
    };
    // It throws if the signature is wrong, or older than five minutes.
    const notification = webhook.verify(await readBody(request), signature) as Notification;
    if (!seen.has(id)) handle(notification);
    seen.add(id);
    response.writeHead(204).end();
  } catch {
    response.writeHead(401, { connection: 'close' }).end();
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
