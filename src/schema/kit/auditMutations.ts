// The audit of mutations: wraps the resolver of each, outside all plugins, and records its result. Refused mutations and
// those whose client has disconnected are recorded too.
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { AuditLine } from '../../access/audit.ts';
import type { Context } from '../../context.ts';
import { errorTable, type GatewayError } from '../../core/errors.ts';
import type { BulkOutcome } from '../../starts/bulkStarts.ts';
import { checkLocation, type LocationArguments } from './checks.ts';

type Input = LocationArguments & Readonly<Record<string, unknown>>;

/** The input fields that identify resources. */
const resourceFields = ['vaultName', 'jobId', 'archiveId'] as const;

const resourcesIn = (of: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(resourceFields.flatMap((name) => (typeof of[name] === 'string' ? [[name, of[name]]] : [])));

function locationOf(ctx: Context, input: Input): Pick<AuditLine, 'account' | 'region'> {
  try {
    const { accountId, region } = checkLocation(ctx.backend, input);
    return { account: accountId, region };
  } catch {
    return { account: input.accountId ?? null, region: input.region ?? null };
  }
}

/** The error code of a result. Recognized by shape: as a member of a union, an error is no longer an instance of its class. */
function failureOf(result: unknown): Pick<AuditLine, 'result' | 'awsRequestId'> | null {
  const { code, awsRequestId = null } = (result ?? {}) as Partial<GatewayError>;
  if (code !== undefined && Object.hasOwn(errorTable, code)) return { result: code, awsRequestId };
  return result instanceof Error ? { result: 'INTERNAL_SERVER_ERROR', awsRequestId: null } : null;
}

interface Outcomes {
  outcomes: ReadonlyMap<string, BulkOutcome<{ job: { jobId: string } }>>;
}

/** The audit lines of a mutation: one, plus one for each archive of a bulk start. */
function auditLinesOf(
  line: Omit<AuditLine, 'result' | 'awsRequestId'>,
  result: unknown,
  requestId: string | null,
): AuditLine[] {
  const failure = failureOf(result);
  if (failure) return [{ ...line, ...failure }];
  const { job, outcomes } = (result ?? {}) as { job?: { jobId?: unknown } } & Partial<Outcomes>;
  const what = { ...line.what, ...resourcesIn(job ?? {}) };
  const whole = { ...line, what, result: 'OK', awsRequestId: requestId };
  if (!(outcomes instanceof Map)) return [whole];
  const ok = { result: 'OK', awsRequestId: null };
  const each = [...(outcomes as Outcomes['outcomes'])].map(([archiveId, outcome]) => {
    if (outcome.kind !== 'started')
      return { ...line, what: { ...what, archiveId }, ...ok, ...failureOf(outcome.error) };
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
        ...locationOf(ctx, input),
        what: resourcesIn(input),
        idempotencyKey: typeof idempotencyKey === 'string' ? idempotencyKey : null,
      };
      const before = ctx.aws.changes.length;
      const record = (result: unknown) => {
        // Mutations run one after another, so any call sent since belongs to this one.
        const [sent = null] = ctx.aws.changes.slice(before);
        for (const each of auditLinesOf(line, result, sent)) ctx.audit(each);
      };
      try {
        const result: unknown = await resolve(parent, args, ctx, info);
        record(result);
        return result;
      } catch (error) {
        record(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
    };
  }
  return schema;
}
