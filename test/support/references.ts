// References to vaults and Batch jobs in the inputs of mutations, as variables and as GraphQL text.
import { accountId, region } from './jobRequests.ts';

/** The location of a test that does not depend on it. */
export const home = { accountId, region };

export const vaultAddress = (name: string, location = home) => ({ ...location, name });
export const vaultRef = (name: string, location = home) => ({ address: vaultAddress(name, location) });
export const glacierJobRef = (vaultName: string, jobId: string, location = home) => ({
  address: { ...location, vaultName, jobId },
});
export const batchJobRef = (jobId: string, location = home) => ({ address: { ...location, jobId } });

const literal = (value: object): string => JSON.stringify(value).replace(/"(\w+)":/g, '$1: ');

/** The fields `vault` and `job` of inputs. */
export const vaultRefText = (name: string): string => `vault: ${literal(vaultRef(name))}`;
export const vaultAddressText = (name: string): string => `vault: ${literal(vaultAddress(name))}`;
export const batchJobRefText = (jobId: string): string => `job: ${literal(batchJobRef(jobId))}`;
