// Around every mutation, outside of all else that a field has: what comes of it goes into the audit, also where it is
// refused, and where nobody waits for it any more.
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { AuditLine } from '../../access/audit.ts';
import type { Context } from '../../context.ts';
import { errorTable, type GatewayError } from '../../core/errors.ts';
import type { BulkOutcome } from '../../starts/bulkStarts.ts';
import { checkLocation, type LocationArguments } from './checks.ts';

type Input = LocationArguments & Readonly<Record<string, unknown>>;

/** The members of inputs that name things. */
const names = ['vaultName', 'jobId', 'archiveId'] as const;

const texts = (of: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (typeof of[name] === 'string' ? [[name, of[name]]] : [])));

function placeOf(ctx: Context, input: Input): Pick<AuditLine, 'account' | 'region'> {
  try {
    const { accountId, region } = checkLocation(ctx.backend, input);
    return { account: accountId, region };
  } catch {
    return { account: input.account ?? null, region: input.region ?? null };
  }
}

/** By its shape: as a member of a union, an error is no instance of its class any more. */
function refusalIn(result: unknown): Pick<AuditLine, 'result' | 'awsRequestId'> | null {
  const { code, awsRequestId = null } = (result ?? {}) as Partial<GatewayError>;
  if (code !== undefined && Object.hasOwn(errorTable, code)) return { result: code, awsRequestId };
  return result instanceof Error ? { result: 'INTERNAL_SERVER_ERROR', awsRequestId: null } : null;
}

interface Outcomes {
  outcomes: ReadonlyMap<string, BulkOutcome<{ job: { jobId: string } }>>;
}

/** One line; for many starts in one call, one more for each. */
function linesOf(
  line: Omit<AuditLine, 'result' | 'awsRequestId'>,
  result: unknown,
  requestId: string | null,
): AuditLine[] {
  const refusal = refusalIn(result);
  if (refusal) return [{ ...line, ...refusal }];
  const { job, outcomes } = (result ?? {}) as { job?: { jobId?: unknown } } & Partial<Outcomes>;
  const what = { ...line.what, ...texts(job ?? {}) };
  const whole = { ...line, what, result: 'OK', awsRequestId: requestId };
  if (!(outcomes instanceof Map)) return [whole];
  const ok = { result: 'OK', awsRequestId: null };
  const each = [...(outcomes as Outcomes['outcomes'])].map(([archiveId, outcome]) => {
    if (outcome.kind !== 'started')
      return { ...line, what: { ...what, archiveId }, ...ok, ...refusalIn(outcome.error) };
    return { ...line, what: { ...what, archiveId, jobId: outcome.started.job.jobId }, ...ok };
  });
  return [{ ...whole, awsRequestId: null, what: { ...what, archives: String(outcomes.size) } }, ...each];
}

export function auditMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (parent, args: { input?: Input }, ctx: Context, info) => {
      const input = args.input ?? {};
      const { idempotencyKey } = input;
      const line = {
        caller: ctx.caller.id,
        operation: field.name,
        ...placeOf(ctx, input),
        what: texts(input),
        idempotencyKey: typeof idempotencyKey === 'string' ? idempotencyKey : null,
      };
      const before = ctx.aws.changes.length;
      const tell = (result: unknown) => {
        // Mutations come one after another: what has been sent since is this one's.
        const [sent = null] = ctx.aws.changes.slice(before);
        for (const each of linesOf(line, result, sent)) ctx.audit(each);
      };
      try {
        const result: unknown = await resolve(parent, args, ctx, info);
        tell(result);
        return result;
      } catch (error) {
        tell(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
    };
  }
  return schema;
}
