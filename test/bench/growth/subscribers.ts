// From 1 to 10,000 subscribers: the cost of an event for each of them does not grow.
import { gather } from '../live/audience.ts';
import { updates } from '../live/job.ts';
import { startStage } from '../live/stage.ts';
import { simulatorMain } from '../programs.ts';
import { atMost, information, type Row } from '../report.ts';
import { median } from '../rounds.ts';

const counts = [1, 100, 1_000, 10_000];
const warmUp = 20;
const rounds = 5;
/** Enough events for a stable figure at each number of subscribers. */
const eventsOf = (subscribers: number) => Math.max(4, Math.ceil(4_000 / subscribers));
const mostGrowth = 1.3;

export async function subscribers(): Promise<Row[]> {
  await using stage = await startStage(simulatorMain);
  const rows: Row[] = [];
  const costs = new Map<number, number>();
  for (const count of counts) {
    await using gateway = await stage.startGateway();
    const { server } = gateway;
    const opened = server.cpu();
    await using audience = await gather(server.url, { subscribers: count, query: updates() });
    await audience.until(count);
    const opening = ((server.cpu() - opened) * 1000) / count;
    for (let event = 0; event < warmUp; event += 1) await gateway.publishTo(audience);
    const measured: number[] = [];
    const events = eventsOf(count);
    for (let round = 0; round < rounds; round += 1) {
      const before = server.cpu();
      for (let event = 0; event < events; event += 1) await gateway.publishTo(audience);
      measured.push(((server.cpu() - before) * 1000) / (events * count));
    }
    const cost = median(measured);
    costs.set(count, cost);
    rows.push(
      information(
        `${count} subscribers: CPU for each`,
        `${cost.toFixed(1)} µs for an event, ${opening.toFixed(0)} µs to open in a new process`,
      ),
    );
  }
  const growth = (costs.get(10_000) ?? Number.NaN) / (costs.get(1_000) ?? Number.NaN);
  const name = 'an event for each of 10,000 subscribers against 1,000: CPU';
  return [atMost(name, `${growth.toFixed(2)} times`, growth, mostGrowth), ...rows];
}
