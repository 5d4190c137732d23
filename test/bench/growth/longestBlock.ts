// The longest block of the event loop during single requests, the largest that the limits allow: nobody else waits longer. The median
// of several requests, because garbage collections come at any time.

import { getIntrospectionQuery } from 'graphql';
import { type JobsData, jobsQuery } from '../jobs/jobsQuery.ts';
import { startJobsStage } from '../jobs/stage.ts';
import { ask, type Query } from '../load.ts';
import { pageQuery } from '../outputs/pages.ts';
import { startOutputsStage } from '../outputs/stage.ts';
import { buildProbe } from '../probe/buildProbe.ts';
import type { ServerProcess } from '../process.ts';
import { gatewayMain, simulatorMain } from '../programs.ts';
import { atMost, type Row } from '../report.ts';
import { median } from '../rounds.ts';

const warmUp = 5;
const requests = 9;
/** In milliseconds. */
const most = 20;
const places = 10;
const largestPage = 1_000;

const nodes = `query ($ids: [ID!]!) {
  nodes(ids: $ids) { __typename id ... on Job { jobId jobDescription phase outcome creationDate completionDate } }
}`;

export async function longestBlock(): Promise<Row[]> {
  await using probe = await buildProbe();
  const rows: Row[] = [];
  {
    await using stage = await startJobsStage(places);
    await using gateway = await probe.startGateway(gatewayMain, stage.env);
    const page = (maxAgeSeconds: number) => jobsQuery({ maxAgeSeconds, first: largestPage });
    const { jobs } = await ask<JobsData>(gateway.url, page(3_600));
    const ids = jobs.nodes.map((job) => (job as { id: string }).id);
    rows.push(
      await blockOf(gateway, 'the introspection query', { query: getIntrospectionQuery(), variables: {} }),
      await blockOf(gateway, `${largestPage} nodes by id`, { query: nodes, variables: { ids } }),
      await blockOf(gateway, `jobs over ${places} x 1000, a page of ${largestPage}, cold`, page(0)),
      await blockOf(gateway, `jobs over ${places} x 1000, a page of ${largestPage}, again`, page(3_600)),
    );
  }
  await using stage = await startOutputsStage(gatewayMain, simulatorMain, 20_000);
  await using gateway = await probe.startGateway(gatewayMain, stage.simulated.env);
  const archives = pageQuery(stage.inventory, { first: largestPage });
  return [...rows, await blockOf(gateway, `a page of ${largestPage} archives`, archives)];
}

async function blockOf(gateway: ServerProcess, name: string, query: Query): Promise<Row> {
  const blocks: number[] = [];
  for (let request = 0; request < warmUp + requests; request += 1) {
    await gateway.tell('watchLoop');
    await ask(gateway.url, query);
    blocks.push(Number(await gateway.tell('longestBlock')));
  }
  const block = median(blocks.slice(warmUp));
  return atMost(`${name}: longest block of the event loop`, `${block.toFixed(1)} ms`, block, most);
}
