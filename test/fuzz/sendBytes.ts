// Bytes on a connection of their own, in pieces, and everything that comes back until the connection ends.
import { connect } from 'node:net';
import type { Answer } from './target.ts';

/** In milliseconds: longer than the gateway waits for the rest of a request. */
const patience = 45_000;

interface Options {
  /** The client stops reading and leaves as soon as this holds. */
  until?: (received: string) => boolean;
  /** The client leaves, without a fault, after so many milliseconds without another byte, once it has received some. */
  silence?: number;
  /** What is sent first; the rest follows when the answer has come. */
  opening?: { pieces: readonly string[]; answer: string };
  /** Whether the client says that nothing more comes. */
  ends?: boolean;
}

/** Texts are bytes: each character is one, as in latin1. */
export function sendBytes(
  url: string,
  pieces: readonly string[],
  { until = () => false, silence, opening, ends = true }: Options = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    let text = '';
    let isLate = false;
    let quiet: NodeJS.Timeout | undefined;
    let hear = () => {};
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const listen = () => {
      clearTimeout(quiet);
      if (silence !== undefined) quiet = setTimeout(() => socket.destroy(), silence);
    };
    const late = setTimeout(() => {
      isLate = true;
      socket.destroy();
    }, patience);
    // A reset is an end, too.
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(late);
      clearTimeout(quiet);
      resolve({ statuses: statusesOf(text), text, ...(isLate ? { isLate } : {}) });
    });
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      // Enough to judge: a download has megabytes.
      if (text.length < 2 ** 20) text += chunk;
      listen();
      if (opening && text.includes(opening.answer)) hear();
      if (until(text)) socket.destroy();
    });
    socket.once('connect', async () => {
      socket.setNoDelay(true);
      const write = async (some: readonly string[]) => {
        for (const piece of some) {
          if (socket.destroyed) return;
          socket.write(piece, 'latin1');
          // The next piece has a packet of its own.
          await new Promise((resolve) => setImmediate(resolve));
        }
      };
      if (opening) {
        await write(opening.pieces);
        await heard;
      }
      await write(pieces);
      if (ends && !socket.destroyed) socket.end();
    });
  });
}

const statusesOf = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map(([, status]) => Number(status));
