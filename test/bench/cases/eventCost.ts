// Cost of an event per subscriber among many with equal subscriptions: CPU time of the gateway, including its poll of AWS, of the
// peer, which receives the job, and of node:http, which writes the same bytes. Nearly all of it is the system call that writes to
// a socket, so the ratio to the peer depends on how fast a release of Node runs the peer's JavaScript.
import { type Audience, gather } from '../live/audience.ts';
import { updates } from '../live/job.ts';
import type { Publisher, Stage } from '../live/stage.ts';
import { control, information, type Row } from '../report.ts';
import { measureRounds, median, quantile, ratio } from '../rounds.ts';

const subscribers = 1_000;
const warmUp = 2;
const rounds = 5;
/** Events in a round. A round must be long enough for the kernel's CPU clock. */
const events = 40;

interface Figures {
  /** CPU time of the server process per event and subscriber. */
  cpuMicroseconds: number;
  /** From the event to its arrival, in milliseconds. */
  p50: number;
  p99: number;
}

export async function eventCost(stage: Stage): Promise<Row[]> {
  await using gateway = await stage.startGateway();
  await using again = await stage.startGateway();
  await using yoga = await stage.startYoga();
  await using floor = await stage.startFloor();
  const gathered = (of: Publisher) => gather(of.server.url, { subscribers, query: updates() });
  await using gatewayAudience = await gathered(gateway);
  await using againAudience = await gathered(again);
  await using yogaAudience = await gathered(yoga);
  await using floorAudience = await gathered(floor);
  await Promise.all([gatewayAudience, againAudience].map((audience) => audience.until(subscribers)));

  const contenders = {
    gateway: round(gateway, gatewayAudience),
    again: round(again, againAudience),
    yoga: round(yoga, yogaAudience),
    floor: round(floor, floorAudience),
  };
  await measureRounds(warmUp, contenders);
  const measured = await measureRounds(rounds, contenders);

  const name = `an event for ${subscribers} subscribers`;
  const cpuOf = (figures: Figures) => figures.cpuMicroseconds;
  const cpu = ratio(measured.gateway, measured.yoga, cpuOf);
  const told = (of: Figures[], figure: (of: Figures) => number) => median(of.map(figure)).toFixed(1);
  return [
    {
      case: `${name}: CPU for each of them`,
      measured: `1/${(1 / cpu).toFixed(1)} of Yoga's`,
      goal: 'at most 1/7',
      holds: cpu <= 1 / 7,
    },
    control(name, ratio(measured.again, measured.gateway, cpuOf)),
    information(
      `${name}: CPU for each of them, absolute`,
      `${told(measured.gateway, cpuOf)} µs against ${told(measured.yoga, cpuOf)} µs`,
    ),
    information(
      `${name}: CPU for each of them, of node:http's`,
      `${ratio(measured.gateway, measured.floor, cpuOf).toFixed(2)} times, ${told(measured.floor, cpuOf)} µs`,
    ),
    information(
      `${name}: until it has arrived, half of them and 99 of 100`,
      `${told(measured.gateway, ({ p50 }) => p50)} and ${told(measured.gateway, ({ p99 }) => p99)} ms against ${told(measured.yoga, ({ p50 }) => p50)} and ${told(measured.yoga, ({ p99 }) => p99)} ms`,
    ),
  ];
}

const round = (publisher: Publisher, audience: Audience) => async (): Promise<Figures> => {
  const arrivals: number[] = [];
  const before = publisher.server.cpu();
  for (let event = 0; event < events; event += 1) arrivals.push(...(await publisher.publishTo(audience)));
  return {
    cpuMicroseconds: ((publisher.server.cpu() - before) * 1000) / (events * subscribers),
    p50: quantile(arrivals, 0.5),
    p99: quantile(arrivals, 0.99),
  };
};
