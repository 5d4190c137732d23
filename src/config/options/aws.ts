// Options: the accounts, regions and endpoints of AWS, and the deadlines of a call.
import { regionPattern } from '../../core/partition.ts';
import { filePath, listOf, optionGroup, text, url, wholeNumber } from './option.ts';

const accountId = /^\d{12}$/;

export const awsOptions = optionGroup('AWS', {
  AWS_REGION: {
    ...text(regionPattern, 'a region such as us-east-1'),
    alsoReadFrom: 'AWS_DEFAULT_REGION',
    ifOmitted: "the region of the SDK's own chain (AWS_PROFILE, the shared config file)",
    help: 'AWS region.',
  },
  AWS_ACCOUNT_ID: {
    ...text(accountId, '12 digits'),
    ifOmitted: 'the account of the credentials, or the result of STS GetCallerIdentity',
    help: 'AWS account. Only needed when the credentials do not name it.',
  },
  ACCOUNTS_FILE: {
    ...filePath,
    ifOmitted: 'the account of the credentials, in one region',
    help: 'Accounts and regions to serve, with the IAM role to assume in each account.',
  },
  TRUSTED_ACCOUNTS: {
    ...listOf(accountId, 'account ids of 12 digits'),
    ifOmitted: "the gateway's own accounts; with the simulator, also the accounts of AWS's examples",
    help: 'Other accounts whose topics, functions, keys and access points may appear in requests.',
  },
  AWS_ENDPOINT_URL: {
    ...url,
    ifOmitted: 'the endpoints of AWS',
    help: 'Endpoint of all AWS services, for example a simulator.',
  },
  AWS_ENDPOINT_URL_GLACIER: {
    ...url,
    ifOmitted: 'AWS_ENDPOINT_URL',
    help: 'Endpoint of Glacier.',
  },
  AWS_ENDPOINT_URL_S3_CONTROL: {
    ...url,
    ifOmitted: 'AWS_ENDPOINT_URL',
    help: 'Endpoint of S3 Control.',
  },
  AWS_ENDPOINT_URL_S3: {
    ...url,
    ifOmitted: 'AWS_ENDPOINT_URL',
    help: 'Endpoint of S3, for the reports, manifests and restored objects of Batch jobs. Buckets are named in the path.',
  },
  AWS_ENDPOINT_URL_STS: {
    ...url,
    ifOmitted: 'AWS_ENDPOINT_URL',
    help: 'Endpoint of STS.',
  },
  AWS_ENDPOINT_URL_SNS: {
    ...url,
    ifOmitted: 'AWS_ENDPOINT_URL',
    help: 'Endpoint of SNS.',
  },
  AWS_CREDENTIALS_TIMEOUT_MS: {
    ...wholeNumber(1, 600_000, 'milliseconds'),
    fallback: '10000',
    reason: 'a metadata service or a credential_process may be slow',
    help: "Deadline of the gateway's own AWS credentials, at start and for each call that has to wait for them.",
  },
  AWS_TIMEOUT_MS: {
    ...wholeNumber(1, 600_000, 'milliseconds'),
    fallback: '5000',
    reason: 'two attempts of AWS_ATTEMPT_TIMEOUT_MS and the pause between them',
    help: 'Deadline of an AWS call with all its attempts. For a job output: the longest pause between two chunks.',
  },
  AWS_ATTEMPT_TIMEOUT_MS: {
    ...wholeNumber(1, 600_000, 'milliseconds'),
    fallback: '2000',
    reason: 'leaves time within AWS_TIMEOUT_MS to find the job of a start whose response is lost',
    help: 'Deadline of one attempt. A start has a single attempt; without a response, the gateway searches for its job.',
  },
});
