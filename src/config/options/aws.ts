// Which AWS is asked, where, and how long.
import { listOf, type Option, text, url, wholeNumber } from './option.ts';

export const awsOptions = {
  AWS_REGION: {
    schema: text(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/),
    allowed: 'a region such as us-east-1',
    help: "The region to ask in. Where left out, the SDK's own chain finds it (AWS_PROFILE, the shared config file).",
  },
  AWS_ACCOUNT_ID: {
    schema: text(/^\d{12}$/),
    allowed: '12 digits',
    help: 'The account to ask in, where the credentials do not carry it; where left out too, STS GetCallerIdentity tells.',
  },
  ACCOUNTS_FILE: {
    schema: text(/./),
    allowed: 'the path of a JSON file',
    help: "The accounts and regions to ask in, with the roles to assume there; where left out, the credentials' own account in the one region.",
  },
  TRUSTED_ACCOUNTS: {
    schema: listOf(/^\d{12}$/),
    allowed: 'accounts of 12 digits, with commas between them',
    help: "Other accounts whose topics, functions, keys and access points callers may name; where left out, only the gateway's own, and locally those of AWS's documents.",
  },
  AWS_ENDPOINT_URL: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'A server to ask in place of AWS, for all services.',
  },
  AWS_ENDPOINT_URL_GLACIER: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'The same for Glacier only.',
  },
  AWS_ENDPOINT_URL_S3_CONTROL: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'The same for S3 Control only.',
  },
  AWS_ENDPOINT_URL_STS: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'The same for STS only.',
  },
  AWS_ENDPOINT_URL_SNS: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'The same for SNS only.',
  },
  AWS_TIMEOUT_MS: {
    schema: wholeNumber(1, 600_000),
    allowed: '1 to 600000',
    fallback: '5000',
    help: 'How long a call of AWS may take, with all its tries; an output may take longer, but not fall silent for so long.',
  },
  AWS_ATTEMPT_TIMEOUT_MS: {
    schema: wholeNumber(1, 600_000),
    allowed: '1 to 600000',
    fallback: '2000',
    help: 'How long one try may take. A start has one; when no answer comes in time, its job is looked for.',
  },
} as const satisfies Record<string, Option>;
