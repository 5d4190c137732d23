// An instance that gets a signal shuts down in order: its streams end, its process ends, and another instance polls.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'vitest';
import { WebSocket } from 'ws';
import { subscribe } from '../support/subscribe.ts';
import { complaintsOf, faultsOf, jobUpdates } from './jobEvents.ts';
import { describeWithFleet, type Fleet, type Instance } from './startFleet.ts';
import { subscribeWithoutAnswering, subscribeWithoutReading } from './unresponsiveClients.ts';

/** A client of graphql-transport-ws that has received an event. */
async function followOverWebSocket({ url }: Instance, query: string, variables: object) {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  const heard = async (type: string) => {
    for (;;) {
      const [message] = await once(socket, 'message');
      if (JSON.parse(String(message)).type === type) return;
    }
  };
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await heard('connection_ack');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
  await heard('next');
  return { closed: once(socket, 'close') as Promise<[code: number, reason: Buffer]> };
}

/** The first instance polls AWS; a subscriber of the other one has received the same events. */
async function twoInstances(fleet: Fleet, env: Record<string, string> = {}) {
  const [leaving, staying] = await Promise.all([fleet.start(env), fleet.start()]);
  const job = fleet.world.addRetrieval();
  const variables = { ids: [job.id] };
  const events = await leaving.follow(jobUpdates, variables);
  await events.take(1);
  const elsewhere = await staying.follow(jobUpdates, variables);
  await elsewhere.take(1);
  return { leaving, staying, job, variables, events, elsewhere };
}

const description = Array.from({ length: 50 }, (_, at) => `d${at}: jobDescription`).join(' ');
const manyFields = `subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { job { ... on Job {
  ${description}
} } } }`;
const manyBytes = `{ vault(name: "fleet") {
  one: jobs(first: 100) { nodes { ... on Job { ${description} } } }
  two: jobs(first: 100) { nodes { ... on Job { ${description} } } }
} }`;

describeWithFleet('an instance that gets SIGTERM', (startFleet) => {
  test.concurrent('ends its streams and then itself, and another instance polls at once', async ({ expect }) => {
    await using fleet = await startFleet();
    const { leaving, staying, job, variables, events, elsewhere } = await twoInstances(fleet);
    const { closed } = await followOverWebSocket(leaving, jobUpdates, variables);
    const lease = await fleet.redis.client.get((await fleet.redis.client.keys('*:lease'))[0] ?? '');
    leaving.kill('SIGTERM');
    await leaving.ended;
    // The lease is given back: it would last for another 4 s.
    const [key = ''] = await fleet.redis.client.keys('*:lease');
    expect(await fleet.redis.client.get(key)).not.toBe(lease);
    job.end();
    const [code] = await closed;
    expect(code).toBe(1001);
    await events.ended;
    expect(events.isWhole()).toBe(true);
    expect(events.events.at(-1)).toEqual({ event: 'complete', data: null });
    expect(events.others.at(-1)).toMatch(/^retry: [123]\d{3}$/);
    expect(await leaving.ended).toEqual({ code: 0, signal: null });
    await elsewhere.ended;
    expect(faultsOf(elsewhere, variables.ids)).toEqual([]);
    for (const { stderr } of [leaving, staying]) expect(complaintsOf(stderr())).toEqual([]);
  });

  test.concurrent('ends within its grace period while Redis does not answer', async ({ expect }) => {
    await using fleet = await startFleet();
    const instance = await fleet.start();
    const { id } = fleet.world.addRetrieval();
    await (await instance.follow(jobUpdates, { ids: [id] })).take(1);
    fleet.redis.pause();
    instance.kill('SIGTERM');
    // At the end of the period it would exit with 1.
    expect(await instance.ended).toEqual({ code: 0, signal: null });
    expect(complaintsOf(instance.stderr())).toEqual([]);
  });

  test.concurrent('sends an answer to its end to a slow client', async ({ expect }) => {
    await using fleet = await startFleet();
    const instance = await fleet.start({ MAX_ALIASES: '102' });
    for (let count = 0; count < 100; count += 1) fleet.world.addRetrieval('x'.repeat(1000));
    const [response] = (await once(get(`${instance.url}?query=${encodeURIComponent(manyBytes)}`), 'response')) as [
      IncomingMessage,
    ];
    instance.kill('SIGTERM');
    await instance.says(/"shutting down"/, 'stderr');
    await expect
      .poll(() =>
        fetch(instance.url).then(
          () => 'answered',
          () => 'refused',
        ),
      )
      .toBe('refused');
    const { data, errors } = JSON.parse(await text(response));
    expect(errors).toBeUndefined();
    expect(data.vault.two.nodes).toHaveLength(100);
    expect(await instance.ended).toEqual({ code: 0, signal: null });
  });

  test.concurrent.for([
    [
      'reads nothing',
      2,
      async ({ world }: Fleet, { url }: Instance) => {
        for (let count = 0; count < 200; count += 1) world.addRetrieval('x'.repeat(1000));
        await subscribeWithoutReading(url, manyFields, { vaultId: world.vaultId });
        // An equal subscription gets the same events at the same time.
        const another = await subscribe(url, manyFields, { vaultId: world.vaultId });
        await another.take(200);
      },
    ],
    [
      'does not answer the close frame of a WebSocket',
      1,
      (_: Fleet, { url }: Instance, variables: object) => subscribeWithoutAnswering(url, jobUpdates, variables),
    ],
  ] as const)('does not wait long for a client that %s', async ([, seconds, connect], { expect }) => {
    await using fleet = await startFleet();
    const { leaving, staying, job, variables, events, elsewhere } = await twoInstances(fleet, {
      SLOW_READER_TIMEOUT_SECONDS: `${seconds}`,
    });
    await connect(fleet, leaving, variables);
    leaving.kill('SIGTERM');
    await events.ended;
    // The others end first, and this one before the grace period of 14 s, at whose end the instance would exit with 1: not after
    // the 15 s of a slow reader by default, or the 30 s of the WebSocket library.
    expect(await leaving.ended).toEqual({ code: 0, signal: null });
    job.end();
    await elsewhere.ended;
    expect(faultsOf(elsewhere, variables.ids)).toEqual([]);
    for (const { stderr } of [leaving, staying]) expect(complaintsOf(stderr())).toEqual([]);
  });
});
