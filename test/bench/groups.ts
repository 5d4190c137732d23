// The groups of cases, in the order in which they run.
import { jobsCold } from './before/jobsCold.ts';
import { pageOfArchives } from './before/pageOfArchives.ts';
import { queries } from './before/queries.ts';
import { withBaseline } from './before/withBaseline.ts';
import { busyNeighbour } from './cases/busyNeighbour.ts';
import { downloads } from './cases/downloads.ts';
import { eventCost } from './cases/eventCost.ts';
import { idleSubscribers } from './cases/idleSubscribers.ts';
import { inventoryPages } from './cases/inventoryPages.ts';
import { inventoryWalk, longerWalk } from './cases/inventoryWalk.ts';
import { memoryAtRest } from './cases/memoryAtRest.ts';
import { opening } from './cases/opening.ts';
import { slowReader } from './cases/slowReader.ts';
import { start } from './cases/start.ts';
import { type Group, group, groupOfOwnStages } from './group.ts';
import { ids } from './growth/ids.ts';
import { longestBlock } from './growth/longestBlock.ts';
import { mixedLoad } from './growth/mixedLoad.ts';
import { places } from './growth/places.ts';
import { subscribers } from './growth/subscribers.ts';
import { jobsAgain } from './jobs/jobsAgain.ts';
import { startJobsStage } from './jobs/stage.ts';
import { startStage } from './live/stage.ts';
import { startOutputsStage } from './outputs/stage.ts';
import { profileCases } from './profile/profileCases.ts';
import { gatewayMain, simulatorMain } from './programs.ts';
import { finishedJobs } from './queries/finishedJobs.ts';
import { hello } from './queries/hello.ts';
import { jobsById } from './queries/jobsById.ts';
import { pageOfJobs } from './queries/pageOfJobs.ts';
import { scatteredJobs } from './queries/scatteredJobs.ts';
import { startQueriesStage } from './queries/stage.ts';
import { histogram } from './reports/histogram.ts';
import { pageOfTasks } from './reports/pageOfTasks.ts';
import { startSimulated } from './simulated.ts';

export const groups: Record<string, Group> = {
  start: group(() => startSimulated([simulatorMain, '--port', '0', '--speed', '1', '--seed', 'demo']), {
    start: ({ env }) => start(gatewayMain, env),
    memory: ({ env }) => memoryAtRest(gatewayMain, env),
    neighbour: ({ env }) => busyNeighbour(gatewayMain, env),
  }),
  queries: group(() => startQueriesStage(gatewayMain), {
    hello,
    finished: finishedJobs,
    byId: jobsById,
    page: pageOfJobs,
    scattered: scatteredJobs,
  }),
  jobs: group(() => startJobsStage(2), { again: jobsAgain }),
  live: group(() => startStage(simulatorMain), {
    event: eventCost,
    slowReader,
    idle: idleSubscribers,
    opening,
  }),
  before: withBaseline({ jobs: jobsCold, archives: pageOfArchives, queries }),
  growth: groupOfOwnStages({ ids, subscribers, places, block: longestBlock, load: mixedLoad }),
  reports: groupOfOwnStages({ failures: histogram, page: () => pageOfTasks(gatewayMain, simulatorMain) }),
  outputs: group(() => startOutputsStage(gatewayMain, simulatorMain, 1_000_000), {
    pages: inventoryPages,
    walk: inventoryWalk,
    downloads,
    longer: async () => {
      await using larger = await startOutputsStage(gatewayMain, simulatorMain, 3_000_000);
      return await longerWalk(larger);
    },
  }),
};

/** Groups that run only if they are named. */
export const special: Record<string, Group> = { profile: profileCases };
