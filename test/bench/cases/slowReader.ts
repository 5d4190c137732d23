// One subscriber among many that reads nothing: unread events must delay nobody else. Three gateways with the same subscribers,
// one of them with an additional slow one. The events are large, so that the kernel's buffers are full.
import { type Audience, gather } from '../live/audience.ts';
import { updates } from '../live/job.ts';
import type { Publisher, Stage } from '../live/stage.ts';
import { control, information, type Row } from '../report.ts';
import { measureRounds, median, quantile, ratio } from '../rounds.ts';

const subscribers = 999;
const warmUp = 2;
const rounds = 7;
const events = 40;
/** About 4 KB each. */
const query = updates({ larger: 30 });
/** Before the others connect: more than the kernel buffers for a connection. */
const unread = 2_000;

interface Figures {
  /** From the event to its arrival, in milliseconds. */
  p99: number;
}

export async function slowReader(stage: Stage): Promise<Row[]> {
  await using withSlow = await stage.startGateway();
  await using without = await stage.startGateway();
  await using again = await stage.startGateway();
  await using slow = await gather(withSlow.server.url, { subscribers: 1, query });
  await slow.until(1);
  slow.pause();
  await using onlooker = await gather(withSlow.server.url, { subscribers: 1, query });
  await onlooker.until(1);
  for (let event = 0; event < unread; event += 1) await withSlow.publishTo(onlooker);

  const gathered = async (of: Publisher) => {
    const audience = await gather(of.server.url, { subscribers, query });
    await audience.until(subscribers);
    return audience;
  };
  await using audienceWithSlow = await gathered(withSlow);
  await using audience = await gathered(without);
  await using audienceAgain = await gathered(again);
  const contenders = {
    withSlow: round(withSlow, audienceWithSlow),
    without: round(without, audience),
    again: round(again, audienceAgain),
  };
  await measureRounds(warmUp, contenders);
  const measured = await measureRounds(rounds, contenders);

  const meanwhile = (warmUp + rounds) * events;
  const published = 1 + unread + meanwhile;
  slow.resume();
  const taken = await slow.quiet();
  if (taken > published - meanwhile) throw new Error(`the kernel has kept ${taken} of ${published} events: too many`);
  const p99Of = (figures: Figures) => figures.p99;
  const p99 = ratio(measured.withSlow, measured.without, p99Of);
  const name = `one of ${subscribers + 1} subscribers reads nothing`;
  return [
    {
      case: `${name}: until 99 of 100 of the others have an event`,
      measured: `${p99.toFixed(2)} times as long`,
      goal: 'at most 1.2',
      holds: p99 <= 1.2,
    },
    control(name, ratio(measured.again, measured.without, p99Of)),
    information(
      `${name}: the same, absolute`,
      `${median(measured.withSlow.map(p99Of)).toFixed(1)} ms against ${median(measured.without.map(p99Of)).toFixed(1)} ms`,
    ),
    information(
      `${name}: events that it gets when it reads again, those that the kernel has kept and the newest`,
      `${taken} of ${published}`,
    ),
  ];
}

const round = (publisher: Publisher, audience: Audience) => async (): Promise<Figures> => {
  const arrivals: number[] = [];
  for (let event = 0; event < events; event += 1) arrivals.push(...(await publisher.publishTo(audience)));
  return { p99: quantile(arrivals, 0.99) };
};
