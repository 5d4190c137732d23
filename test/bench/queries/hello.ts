// The smallest query: what a request costs before it does anything.
import { absolute, controlOf, cpuOf, measure } from '../contenders.ts';
import { askText, type Query } from '../load.ts';
import { byNode } from '../options.ts';
import { atMost, information, type Row } from '../report.ts';
import { ratio } from '../rounds.ts';
import { assertSameBytes, put } from '../sameAnswer.ts';
import type { Stage } from './stage.ts';

export const helloQuery: Query = { query: '{ __typename }', variables: {} };

export async function hello({ simulated, gateway, again, peer, floor }: Stage): Promise<Row[]> {
  const raw = await put(`${floor.url}/raw`, await askText(gateway.url, helloQuery));
  await assertSameBytes({ gateway: gateway.url, other: raw }, helloQuery);
  const measured = await measure(
    {
      gateway: { server: gateway, requests: 3_000 },
      again: { server: again, requests: 3_000 },
      peer: { server: peer, requests: 1_500 },
      floor: { server: floor, url: raw, requests: 6_000 },
    },
    { simulated, warmUp: 2, rounds: 7, load: { queries: [helloQuery], clients: 8 } },
  );
  const name = '{ __typename }';
  const times = ratio(measured.gateway, measured.floor, cpuOf);
  return [
    atMost(`${name}: CPU`, `${times.toFixed(2)} times node:http alone`, times, byNode(2.5, 2.97)),
    controlOf(name, measured),
    information(`${name}: CPU`, `${ratio(measured.gateway, measured.peer, cpuOf).toFixed(2)} of the peer's`),
    information(`${name}: absolute`, absolute(measured)),
  ];
}
