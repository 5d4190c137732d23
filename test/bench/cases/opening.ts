// Cost of opening a subscription over server-sent events, until its first event: CPU time against node:http, which writes the same
// bytes without reading the query.
import { setTimeout as sleep } from 'node:timers/promises';
import { buildFloor } from '../floor/buildFloor.ts';
import { gather } from '../live/audience.ts';
import { updates } from '../live/job.ts';
import type { Stage } from '../live/stage.ts';
import { type ServerProcess, startProcess } from '../process.ts';
import { atMost, control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';
import { put } from '../sameAnswer.ts';

const subscribers = 1_000;
/** After three rounds V8 still compiles, and two equal gateways differed by a sixth. */
const warmUp = 8;
const rounds = 15;
/** In milliseconds: what the subscribers of the round before left behind. */
const untilClosed = 300;

export async function opening(stage: Stage): Promise<Row[]> {
  await using gateway = await stage.startGateway();
  await using again = await stage.startGateway();
  await using built = await buildFloor();
  await using floor = await startProcess([built.main], { AWS_ENDPOINT_URL: 'http://127.0.0.1' });
  const query = updates();
  const raw = await put(`${floor.url}/events`, await firstEvent(gateway.server.url));
  // A subscriber that stays: the poll of AWS is that of the first one.
  await using listener = await gather(gateway.server.url, { subscribers: 1, query });
  await using other = await gather(again.server.url, { subscribers: 1, query });
  for (const each of [listener, other]) await each.until(1);

  const contenders = {
    gateway: round(gateway.server, gateway.server.url),
    again: round(again.server, again.server.url),
    raw: round(floor, raw),
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

const round = (server: ServerProcess, url: string) => async (): Promise<number> => {
  await sleep(untilClosed);
  const before = server.cpu();
  await using audience = await gather(url, { subscribers, query: updates() });
  await audience.until(subscribers);
  return ((server.cpu() - before) * 1000) / subscribers;
};

/** The bytes of the first event as the gateway sends it, without the head and the chunk's size. */
async function firstEvent(url: string): Promise<string> {
  await using audience = await gather(url, { subscribers: 1, query: updates(), keep: true });
  await audience.until(1);
  const [event] = /^(?:id|event|data): .*?\n\n/ms.exec(audience.heard.slice(audience.heard.indexOf('\r\n\r\n'))) ?? [];
  if (!event?.includes('event: next')) throw new Error(`no event in ${audience.heard}`);
  return event;
}
