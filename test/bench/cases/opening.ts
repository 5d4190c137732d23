// Cost of opening a subscription over server-sent events, until its first event: CPU time against node:http, which writes the same
// bytes without reading the query.
import { setTimeout as sleep } from 'node:timers/promises';
import { gather } from '../live/audience.ts';
import { updates } from '../live/job.ts';
import type { Stage } from '../live/stage.ts';
import type { ServerProcess } from '../process.ts';
import { atMost, control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';

const subscribers = 1_000;
/** After three rounds V8 still compiles, and two equal gateways differed by a sixth. */
const warmUp = 8;
const rounds = 15;
/** In milliseconds: what the subscribers of the round before left behind. */
const untilClosed = 300;

export async function opening(stage: Stage): Promise<Row[]> {
  await using gateway = await stage.startGateway();
  await using again = await stage.startGateway();
  await using floor = await stage.startFloor();
  const query = updates();
  // A subscriber that stays: the poll of AWS is that of the first one.
  await using listener = await gather(gateway.server.url, { subscribers: 1, query });
  await using other = await gather(again.server.url, { subscribers: 1, query });
  for (const each of [listener, other]) await each.until(1);

  const contenders = {
    gateway: round(gateway.server),
    again: round(again.server),
    raw: round(floor.server),
  };
  await measureRounds(warmUp, contenders);
  const measured = await measureRounds(rounds, contenders);
  const itself = (microseconds: number) => microseconds;
  const times = ratio(measured.gateway, measured.raw, itself);
  const name = `opening one of ${subscribers} subscriptions`;
  return [
    atMost(`${name}: CPU`, `${times.toFixed(2)} times node:http alone`, times, 1.5),
    control(name, ratio(measured.again, measured.gateway, itself)),
    information(
      `${name}: absolute`,
      `${median(measured.gateway).toFixed(0)} µs against ${median(measured.raw).toFixed(0)} µs`,
    ),
  ];
}

const round = (server: ServerProcess) => async (): Promise<number> => {
  await sleep(untilClosed);
  const before = server.cpu();
  await using audience = await gather(server.url, { subscribers, query: updates() });
  await audience.until(subscribers);
  return ((server.cpu() - before) * 1000) / subscribers;
};
