// Connections of a hostile client, byte by byte: HTTP requests and WebSocket frames, and nothing that is received is read.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface HostileClient extends Disposable {
  /** Opens a connection from one of its three addresses. What it receives is not read. */
  open(): Promise<Socket>;
  /** The same as a WebSocket, before connection_init. */
  upgrade(): Promise<Socket>;
  /** The same after connection_ack. */
  greet(): Promise<Socket>;
}

export function createHostileClient(port: number): HostileClient {
  const sockets: Socket[] = [];
  const open = async () => {
    const address = `127.0.0.${2 + (sockets.length % 3)}`;
    const socket = connect({ port, host: '127.0.0.1', localAddress: address });
    // Each write waits for the end of the connection, too.
    socket
      .setMaxListeners(0)
      .on('error', () => undefined)
      .pause();
    sockets.push(socket);
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
    return socket;
  };
  const upgrade = async () => {
    const socket = await open();
    await sendAll(
      socket,
      'GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n',
    );
    return socket;
  };
  return {
    open,
    upgrade,
    greet: async () => {
      const socket = await upgrade();
      await sendAll(socket, message({ type: 'connection_init' }));
      // Read until connection_ack, and no further.
      for (let text = ''; !text.includes('connection_ack') && !socket.destroyed; ) {
        text += String(socket.read() ?? '');
        await sleep(5);
      }
      return socket;
    },
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Sends, unless the connection is closed; resolves when the kernel has all of it. */
export const sendAll = (socket: Socket, bytes: string | Buffer): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else {
      socket.once('close', () => resolve());
      socket.write(bytes, () => resolve());
    }
  });

/** The first byte has come: the response is made. */
export async function answered(socket: Socket): Promise<void> {
  if (socket.readableLength > 0 || socket.destroyed) return;
  await Promise.race([once(socket, 'readable'), once(socket, 'close')]).catch(() => undefined);
}

export const post = (body: object, headers = ''): string => {
  const text = JSON.stringify(body);
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n${headers}\r\n${text}`;
};

const opcodes = { text: 1, ping: 9 };

/** A frame of any length, with a mask of zeros. */
export function frame(kind: keyof typeof opcodes, payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const isShort = bytes.length < 126;
  const head = Buffer.alloc(isShort ? 6 : 14);
  head.set([0x80 | opcodes[kind], 0x80 | (isShort ? bytes.length : 127)]);
  if (!isShort) head.writeBigUInt64BE(BigInt(bytes.length), 2);
  return Buffer.concat([head, bytes]);
}

/** A message of the protocol. */
export const message = (content: object): Buffer => frame('text', JSON.stringify(content));
