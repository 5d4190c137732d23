// Clients that do not close a connection properly: one reads nothing, one does not answer the close frame of a WebSocket.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const hostOf = (url: string) => new URL(url).host;

function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Subscribes over server-sent events and reads nothing at all. */
export async function subscribeWithoutReading(url: string, query: string, variables: object): Promise<Socket> {
  const socket = await open(url);
  socket.pause();
  socket.on('error', () => undefined);
  const body = JSON.stringify({ query, variables });
  const lines = [
    'POST /graphql HTTP/1.1',
    `Host: ${hostOf(url)}`,
    'Content-Type: application/json',
    'Accept: text/event-stream',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

/** A text of up to 64 KiB as a client sends it. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const header = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([header, mask, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

/** Subscribes over a WebSocket, reads all, and answers no ping or close frame. Resolves after the first event. */
export async function subscribeWithoutAnswering(url: string, query: string, variables: object): Promise<Socket> {
  const socket = await open(url);
  socket.on('error', () => undefined);
  const lines = [
    'GET /graphql HTTP/1.1',
    `Host: ${hostOf(url)}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Protocol: graphql-transport-ws',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let heard = '';
  const hears = (word: string) =>
    new Promise<void>((resolve) => {
      const listen = (chunk: Buffer) => {
        heard += chunk.toString('latin1');
        if (!heard.includes(word)) return;
        socket.off('data', listen);
        socket.resume();
        resolve();
      };
      socket.on('data', listen);
    });
  const said = async (message: object, answer: string) => {
    socket.write(frame(JSON.stringify(message)));
    await hears(answer);
  };
  await hears('101 Switching Protocols');
  await said({ type: 'connection_init' }, 'connection_ack');
  await said({ id: '1', type: 'subscribe', payload: { query, variables } }, '"type":"next"');
  return socket;
}
