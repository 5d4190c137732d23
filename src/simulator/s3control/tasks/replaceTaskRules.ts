import type { World } from '../../world/world.ts';
import { runBatchJobs } from './runBatchJobs.ts';
import type { TaskRule } from './taskRules.ts';

/** The tasks that are due run by the rules of before. */
export function replaceTaskRules(rules: readonly TaskRule[], world: World): void {
  runBatchJobs(world);
  world.taskRules = rules;
}
