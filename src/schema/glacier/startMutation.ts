// The parts that the mutations which start Glacier jobs share: errors, descriptions and checks.
import { awsValue } from '../../aws/enums.ts';
import { tiers } from '../../aws/glacier/enums.ts';
import { descriptionRoom } from '../../aws/glacier/startToken.ts';
import type { Context } from '../../context.ts';
import {
  IdempotencyError,
  IndeterminateError,
  InProgressError,
  InsufficientCapacityError,
  NoLongerSupportedError,
  NotFoundError,
  PolicyEnforcedError,
  RateLimitedError,
} from '../../core/errors.ts';
import type { VaultKey } from '../../core/location.ts';
import { checkDescription, checkSnsTopic } from '../kit/checks.ts';
import type { vaultField } from '../kit/references.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { RetrievalTierInput } from './glacierJob.ts';

export const startPage = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html';

export const startErrors = (name: `${string}Result`) =>
  mutationErrors(name, [
    NotFoundError,
    NoLongerSupportedError,
    RateLimitedError,
    PolicyEnforcedError,
    InsufficientCapacityError,
    IndeterminateError,
    InProgressError,
    IdempotencyError,
  ]);

type InputFields = Parameters<typeof vaultField>[0];

/** The input fields that every kind of start has, besides the vault and the idempotency key. */
export const startFields = (t: InputFields) => ({
  description: t.string({
    description: `A description of the job, at most ${descriptionRoom} characters of printable ASCII. The job returns it as \`jobDescription\`.`,
  }),
  snsTopic: t.field({
    type: 'Arn',
    description:
      "The ARN of an SNS topic in the vault's region. AWS notifies it, in addition to the vault's own topic, when the job ends.",
  }),
});

const defaultTier = 'STANDARD';

export const tierField = (t: InputFields) =>
  t.field({
    type: RetrievalTierInput,
    defaultValue: defaultTier,
    description: 'The retrieval tier, which determines speed and price.',
  });

export const locationDescription = 'The path of the job in the AWS API.';

/** The parameters of `startFields`, checked. */
export const commonParameters = (
  { backend }: Context,
  input: { description?: string | null | undefined; snsTopic?: string | null | undefined },
  vault: VaultKey,
) => ({
  Description: checkDescription(input.description, ['input', 'description']),
  SNSTopic: checkSnsTopic(input.snsTopic, backend, vault, ['input', 'snsTopic']),
});

/** The tier for AWS. Null means the default, like an omitted tier. */
export const tierOf = (tier: typeof RetrievalTierInput.$inferInput | null | undefined) =>
  awsValue(tiers, tier ?? defaultTier);
