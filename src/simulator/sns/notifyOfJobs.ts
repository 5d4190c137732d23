// https://docs.aws.amazon.com/amazonglacier/latest/dev/configuring-notifications.html
// Job notifications: when a Glacier job ends, its own topic and the vault's topic receive the DescribeJob response of that
// moment.
import { writeExactJson } from '../codec/exactJson.ts';
import { jobDescription } from '../world/jobDescription.ts';
import type { Job, Vault } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { Post } from './createPost.ts';

/** The vault's event for the end of a job; none is documented for a select. */
const events: Record<Job['action'], string | undefined> = {
  ArchiveRetrieval: 'ArchiveRetrievalCompleted',
  InventoryRetrieval: 'InventoryRetrievalCompleted',
  Select: undefined,
};

/** Covers running and future jobs; the returned function stops it. */
export function notifyOfJobs(world: World, post: Post): () => void {
  const waiting = new Set<() => void>();
  const notify = (vault: Vault, job: Job) => {
    const { notifications } = vault;
    const event = events[job.action];
    const topics = [job.snsTopic];
    if (notifications && event !== undefined && notifications.events.includes(event)) topics.push(notifications.topic);
    for (const arn of topics) {
      const topic = arn === undefined ? undefined : world.topics.get(arn);
      if (topic) post.publish(topic, writeExactJson(jobDescription(job, vault, world.clock.now())));
    }
  };
  const watch = (vault: Vault, job: Job) => {
    const wait = job.endsAt - world.clock.now();
    if (wait <= 0 || !Number.isFinite(wait)) return;
    const cancel = world.clock.after(wait, () => {
      waiting.delete(cancel);
      notify(vault, job);
    });
    waiting.add(cancel);
  };

  for (const vault of world.vaults()) for (const job of vault.jobs.values()) watch(vault, job);
  world.onJob = watch;
  return () => {
    world.onJob = () => undefined;
    for (const cancel of waiting) cancel();
    waiting.clear();
  };
}
