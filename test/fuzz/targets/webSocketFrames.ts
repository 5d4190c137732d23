// WebSocket frames: messages of the GraphQL protocol, and frames that break the rules of RFC 6455.
import { generateDocument, words } from '../generateDocument.ts';
import { type Json, mutateJson, mutateText } from '../mutate.ts';
import type { Random } from '../random.ts';
import { sendBytes } from '../sendBytes.ts';
import { keys } from '../startFuzzedGateway.ts';
import type { Target } from '../target.ts';

interface Frame {
  /** 1: text, 2: binary, 0: continuation, 8: close, 9: ping, 10: pong. */
  opcode: number;
  /** Each character is a byte. */
  payload: string;
  /** Whether it is the last frame of its message; by default it is. */
  fin?: boolean;
  /** The three reserved bits, of which the gateway has agreed to none. */
  reserved?: number;
  /** By default masked, as a client must. */
  isMasked?: boolean;
  /** The length in the header, where it is not that of the payload. */
  length?: number;
}

export interface FramesInput {
  protocol: string;
  /** Whether the frames follow an accepted connection_init; an operation before it ends the connection. */
  isOpen: boolean;
  frames: Frame[];
}

const text = (message: Json): Frame => ({
  opcode: 1,
  payload: Buffer.from(JSON.stringify(message)).toString('latin1'),
});

const init = text({ type: 'connection_init', payload: { authorization: `Bearer ${keys.fuzzer}` } });
const subscribe = (query: string, variables: Json = {}, id = '1'): Frame =>
  text({ id, type: 'subscribe', payload: { query, variables } });

/** Sent after all others: its answer shows that the connection still works. */
const last = subscribe('{ __typename }', {}, 'last');

const protocol = 'graphql-transport-ws';
const isOpen = true;
const updates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase } } }';

/** Status codes of a close frame. */
const closeFrame = (code: number, reason = ''): Frame => ({
  opcode: 8,
  payload: String.fromCharCode(code >> 8, code & 255) + reason,
});

export const webSocketFrames: Target<FramesInput> = {
  name: 'webSocketFrames',
  atOnce: 8,
  seeds: ({ values }) => [
    { protocol, isOpen, frames: [subscribe('{ viewer { name } }'), text({ id: '1', type: 'complete' })] },
    { protocol, isOpen, frames: [subscribe(updates, { ids: (values['id'] ?? []).slice(0, 5) })] },
    { protocol, isOpen, frames: [{ opcode: 9, payload: 'are you there' }, text({ type: 'ping', payload: { a: 1 } })] },
    {
      protocol,
      isOpen,
      frames: [
        { ...subscribe('{ gateway { version } }'), fin: false },
        { opcode: 0, payload: '' },
      ],
    },
    { protocol, isOpen: false, frames: [init, init, closeFrame(1000, 'done')] },
    { protocol, isOpen: false, frames: [subscribe('{ viewer { name } }'), text({ type: 'pong' }), closeFrame(4999)] },
    { protocol: 'graphql-ws', isOpen: false, frames: [init] },
  ],
  mutate: (random, input, world) => {
    const frames = input.frames.map((frame) => ({ ...frame }));
    for (let changes = random.between(1, 3); changes > 0; changes -= 1) {
      const at = random.below(frames.length + 1);
      const draw = random.below(10);
      if (draw < 3) {
        const { query, variables } = generateDocument(random, world);
        frames.splice(at, 0, subscribe(query, variables, String(random.below(3))));
      } else if (draw < 5) frames.splice(at, 0, oddFrame(random));
      else if (draw < 6) frames.splice(at, 1);
      else if (frames[at]) frames[at] = changeFrame(random, frames[at]);
    }
    return {
      protocol: random.chance(0.97) ? input.protocol : mutateText(random, protocol),
      isOpen: random.chance(0.95) ? input.isOpen : !input.isOpen,
      frames,
    };
  },
  send: (input, { url }) => {
    const head = [
      'GET /graphql HTTP/1.1',
      `host: ${new URL(url).host}`,
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      `sec-websocket-protocol: ${input.protocol.replace(/[^\x21-\x7e]/g, '')}`,
    ];
    const handshake = `${head.join('\r\n')}\r\n\r\n`;
    const opening = input.isOpen
      ? { pieces: [handshake, bytesOf(init)], answer: '"connection_ack"' }
      : { pieces: [handshake], answer: '\r\n\r\n' };
    const pieces = [...input.frames, last].map(bytesOf);
    const operations = pieces.filter((piece) => piece.includes('"type":"subscribe"')).length;
    const until = (received: string) => (received.match(/"type":"(?:complete|error)"/g)?.length ?? 0) >= operations;
    // A gateway that waits for the rest of a frame answers nothing, and a subscription goes on.
    return sendBytes(url, pieces, { opening, until, silence: 400, ends: false });
  },
  judge: (_, { text }) => (text.includes('Internal server error') ? 'close code 4500' : null),
};

function oddFrame(random: Random): Frame {
  return random.pick<() => Frame>([
    () => ({ opcode: random.below(16), payload: mutateText(random, 'payload') }),
    () => closeFrame(random.pick([0, 999, 1000, 1001, 1004, 1005, 1006, 1015, 2999, 3000, 4000, 4500, 5000, 65535])),
    () => closeFrame(1000, '\xff\xfe'),
    () => ({ opcode: 8, payload: 'x' }),
    () => ({ opcode: 9, payload: 'p'.repeat(random.pick([0, 125, 126, 70_000])) }),
    () => ({ opcode: random.pick([1, 2]), payload: random.pick(['', '\xff', '\xc3(', '{', 'null', '[]', '""']) }),
    () => ({ opcode: 1, payload: 'x', length: random.pick([2 ** 20 + 1, 2 ** 31, 2 ** 53]) }),
    () => ({ opcode: 1, payload: `{"type":"${'x'.repeat(random.pick([300, 66_000]))}"}` }),
    () => text({ type: random.pick(['ping', 'pong']), payload: 'x'.repeat(random.pick([10, 2_000, 100_000])) }),
    () => text({ type: 'complete', id: random.pick(['', '1', '2', 'x'.repeat(1_000)]) }),
    () => init,
  ])();
}

function changeFrame(random: Random, frame: Frame): Frame {
  switch (random.below(6)) {
    case 0:
      return { ...frame, fin: frame.fin === false };
    case 1:
      return { ...frame, reserved: random.between(1, 7) };
    case 2:
      return { ...frame, isMasked: false };
    case 3:
      return { ...frame, length: random.pick([0, 1, frame.payload.length - 1, frame.payload.length + 1, 126, 65_536]) };
    case 4:
      return { ...frame, payload: bytes(mutateText(random, frame.payload, words)) };
    default:
      return { ...frame, payload: bytes(mutatedJson(random, frame.payload)) };
  }
}

const bytes = (payload: string): string => Buffer.from(payload).toString('latin1');

function mutatedJson(random: Random, payload: string): string {
  try {
    return JSON.stringify(mutateJson(random, JSON.parse(payload), words));
  } catch {
    return mutateText(random, payload, words);
  }
}

/** A frame on the wire: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function bytesOf({ opcode, payload, fin = true, reserved = 0, isMasked = true, length }: Frame): string {
  const claimed = Math.max(0, length ?? payload.length);
  const first = (fin ? 128 : 0) | (reserved << 4) | opcode;
  const mask = isMasked ? 128 : 0;
  const header = Buffer.alloc(claimed < 126 ? 2 : claimed < 65_536 ? 4 : 10);
  header[0] = first;
  if (header.length === 2) header[1] = mask | claimed;
  else if (header.length === 4) {
    header[1] = mask | 126;
    header.writeUInt16BE(claimed, 2);
  } else {
    header[1] = mask | 127;
    header.writeBigUInt64BE(BigInt(claimed), 2);
  }
  // A key of zeros leaves the payload as it is.
  return header.toString('latin1') + (isMasked ? '\0\0\0\0' : '') + payload;
}
