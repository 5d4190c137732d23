// What the gateway's process knows of the simulator that runs beside it: a bundle of its own, loaded only with the local backend.
export { demoAccounts, documentedAccounts } from './demo/accounts.ts';
export { followedBatchJob } from './demo/batchSeries.ts';
export { demoTopic } from './demo/demoTopic.ts';
export { certificatePath } from './sns/certificatePath.ts';
