// A page of 50 jobs with about 15 fields each. With one client nothing can be shared: compares CPU time per query. With 16
// clients: counts how many AWS calls they share.
import { absolute, type Contenders, type Figures, measure } from '../contenders.ts';
import type { Query } from '../load.ts';
import { control, information, type Row } from '../report.ts';
import { median, ratio } from '../rounds.ts';
import { assertSameAnswer } from '../sameAnswer.ts';

const jobs = 50;
const clients = 16;

const page: Query = {
  query: `
    query PageOfJobs($vault: String!) {
      vault(name: $vault) {
        jobs(first: ${jobs}) {
          nodes {
            __typename
            ... on VaultJob {
              id jobId jobDescription action statusCode statusMessage completed creationDate completionDate vaultArn
              snsTopic phase
            }
            ... on ArchiveRetrievalJob { archiveId archiveSizeInBytes tier }
            ... on InventoryRetrievalJob { inventorySizeInBytes }
            ... on SelectJob { archiveId tier }
          }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  `,
  // The busy vault of the demo world: jobs of every type and state.
  variables: { vault: 'media-masters' },
};

interface Data {
  vault: { jobs: { nodes: unknown[] } };
}

const cpuOf = (figures: Figures) => figures.cpuMicroseconds;
const callsOf = (rounds: Figures[]) => median(rounds.map((figures) => figures.callsPerQuery));

export async function pageOfJobs(contenders: Contenders): Promise<Row[]> {
  await assertSameAnswer(contenders, page, ({ vault }: Data) => vault.jobs.nodes, jobs);
  const alone = await measure(contenders, {
    warmUp: 2,
    rounds: 7,
    load: { queries: [page], clients: 1 },
    requests: { gateway: 250, peer: 250 },
  });
  const together = await measure(contenders, {
    warmUp: 1,
    rounds: 5,
    load: { queries: [page], clients },
    requests: { gateway: 640, peer: 240 },
  });

  const cpu = ratio(alone.gateway, alone.peer, cpuOf);
  const shared = callsOf(together.gateway);
  const name = `a page of ${jobs} jobs`;
  return [
    {
      case: `${name}, calls not shared: CPU for each query`,
      measured: `${cpu.toFixed(2)} of the peer's`,
      goal: 'at most 0.70',
      holds: cpu <= 0.7,
    },
    control(name, ratio(alone.again, alone.gateway, cpuOf)),
    information(
      `${name}, calls not shared: AWS calls for each query`,
      `${callsOf(alone.gateway)} against ${callsOf(alone.peer)}`,
    ),
    {
      case: `${name}, ${clients} clients at once: AWS calls for each query`,
      measured: `${shared.toFixed(3)} against ${callsOf(together.peer)}`,
      goal: 'at most 0.1',
      holds: shared <= 0.1,
    },
    information(
      `${name}, ${clients} clients at once: CPU for each query`,
      `${ratio(together.gateway, together.peer, cpuOf).toFixed(2)} of the peer's`,
    ),
    information(`${name}, calls not shared: absolute`, absolute(alone)),
    information(`${name}, ${clients} clients at once: absolute`, absolute(together)),
  ];
}
