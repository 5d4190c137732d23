// Download links with changes, and with headers of all kinds. A link that was changed downloads nothing.
import { applyEdits, type Edit, mutateEdits } from '../edit.ts';
import { requestBytes } from '../httpRequest.ts';
import { mutateText, oddText } from '../mutate.ts';
import type { World } from '../readWorld.ts';
import { sendBytes } from '../sendBytes.ts';
import { keys } from '../startFuzzedGateway.ts';
import type { Target } from '../target.ts';

export interface LinkInput {
  /** Which of the links of the world; modulo their number. */
  link: number;
  /** Changes of its path. */
  edits: Edit[];
  method: string;
  headers: Record<string, string>;
}

const ranges = ['bytes=0-9', 'bytes=-1', 'bytes=5-', 'bytes=0-0,2-3', 'bytes=9999999999-', 'bytes=5-1', 'items=0-1'];
const names = [
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'authorization',
  'accept-encoding',
  'origin',
  'x-api-key',
];

const pathsOf = ({ links }: World): string[] => links.map((link) => new URL(link).pathname);

function pathOf({ link, edits }: LinkInput, world: World): string {
  const paths = pathsOf(world);
  return applyEdits(paths[link % paths.length] ?? '/outputs/', edits);
}

export const links: Target<LinkInput> = {
  name: 'links',
  atOnce: 8,
  seeds: (world) => {
    return [
      ...world.links.slice(0, 4).map((_, link) => ({ link, edits: [], method: 'GET', headers: {} })),
      ...ranges.map((range, link) => ({ link, edits: [], method: 'GET', headers: { range } })),
      { link: 0, edits: [], method: 'HEAD', headers: { 'if-none-match': '*' } },
      { link: 0, edits: [], method: 'GET', headers: { authorization: `Bearer ${keys.neighbour}` } },
    ];
  },
  mutate: (random, input) => {
    const headers = { ...input.headers };
    if (random.chance(0.4)) {
      const name = random.pick(names);
      headers[name] = mutateText(random, headers[name] ?? random.pick(ranges), ranges);
    }
    return {
      link: random.chance(0.7) ? input.link : random.below(100),
      edits: random.chance(0.6)
        ? mutateEdits(random, input.edits, ['/', '?', '#', '%2f', '..', '=', '+'])
        : input.edits,
      method: random.chance(0.9) ? input.method : random.pick(['HEAD', 'POST', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']),
      headers: random.chance(0.05) ? { ...headers, [random.pick(names)]: oddText(random) } : headers,
    };
  },
  send: (input, { url }, world) => {
    const { method, headers } = input;
    const request = requestBytes(url, { method, target: pathOf(input, world), headers });
    return sendBytes(url, [request], { silence: 200, until: (received) => received.length > 50_000 });
  },
  judge: (input, { text }, _, world) => {
    const [path = ''] = pathOf(input, world).split(/[?#]/, 1);
    const isDownload = /\r\ncontent-disposition: /i.test(text);
    return isDownload && !pathsOf(world).includes(path) ? 'a changed link downloads' : null;
  },
};
