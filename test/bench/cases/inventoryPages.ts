// Cost of a page of a long inventory: bytes read from AWS, and whether they depend on the page's position.

import { send } from '../load.ts';
import { askPage, pageQuery } from '../outputs/pages.ts';
import type { Stage } from '../outputs/stage.ts';
import { control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';

const first = 100;
const most = 256 * 1024;
const atMost = 1.5;
const warmUp = 5;
const rounds = 15;
/** Pages in a round, one after another. */
const requests = 20;

export async function inventoryPages(stage: Stage): Promise<Row[]> {
  const { archives, inventory } = stage;
  await using stageCounted = await stage.startCounted();
  const { server, counted } = stageCounted;
  const pages = archives / first;
  const last = await cursorBehind(server.url, stage, archives - 2 * first);
  const bytesOf = (after: string | null) =>
    counted.during(async () => {
      const { nodes } = await askPage(server.url, inventory, { first, after });
      if (nodes?.length !== first) throw new Error(`a page of ${nodes?.length} archives`);
    });
  const bytes = { first: await bytesOf(null), last: await bytesOf(last) };

  await using gateway = await stage.startGateway();
  const load = (after: string | null) => async () =>
    send(gateway.url, { queries: [pageQuery(inventory, { first, after })], clients: 1, requests });
  const contenders = { first: load(null), last: load(last), again: load(null) };
  await measureRounds(warmUp, contenders);
  const times = await measureRounds(rounds, contenders);
  const itself = (milliseconds: number) => milliseconds;
  const time = ratio(times.last, times.first, itself);
  const more = bytes.last / bytes.first;
  const name = `page ${pages - 1} of ${pages}`;
  return [
    {
      case: `first ${first} of ${archives} archives: read from AWS`,
      measured: `${(bytes.first / 1024).toFixed(0)} KB`,
      goal: 'at most 256 KB',
      holds: bytes.first <= most,
    },
    {
      case: `${name}, against page 1: read from AWS`,
      measured: `${more.toFixed(2)} times`,
      goal: `at most ${atMost}`,
      holds: more <= atMost,
    },
    {
      case: `${name}, against page 1: time`,
      measured: `${time.toFixed(2)} times`,
      goal: `at most ${atMost}`,
      holds: time <= atMost,
    },
    control(name, ratio(times.again, times.first, itself)),
    information(
      `${name}: absolute`,
      `${(median(times.last) / requests).toFixed(1)} ms against ${(median(times.first) / requests).toFixed(1)} ms`,
    ),
  ];
}

/** The cursor after `count` archives, reached in larger pages. */
async function cursorBehind(url: string, { inventory }: Stage, count: number): Promise<string> {
  const step = 1000;
  let after: string | null = null;
  for (let behind = 0; behind < count; ) {
    const some = Math.min(step, count - behind);
    after = (await askPage(url, inventory, { first: some, after, select: '' })).pageInfo.endCursor;
    behind += some;
  }
  if (after === null) throw new Error('an inventory of one page');
  return after;
}
