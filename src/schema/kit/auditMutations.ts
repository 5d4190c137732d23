// The audit of mutations: wraps the resolver of each, outside all plugins, and records its result. Refused mutations and
// those whose client has disconnected are recorded too.
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { AuditLine } from '../../access/audit.ts';
import type { Context } from '../../context.ts';
import { errorTable, type GatewayError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import type { BulkOutcome } from '../../starts/bulkStarts.ts';
import type { LocationArguments } from './checks.ts';
import { decodeId } from './globalId.ts';
import type { BatchJobRefInput, VaultAddressInput, VaultRefInput } from './references.ts';
import { requireLocation } from './requireLocation.ts';

type Members = Readonly<Record<string, unknown>>;

/** The members of an input that identify resources. */
interface Input extends Members {
  location?: LocationArguments | null;
  vault?: VaultRefInput | VaultAddressInput;
  job?: BatchJobRefInput;
}

/** Names and IDs of resources, as the audit log names them. */
const resourceFields = ['id', 'vaultName', 'jobId', 'archiveId'] as const;

const resourcesIn = (of: Members): Record<string, string> =>
  Object.fromEntries(resourceFields.flatMap((name) => (typeof of[name] === 'string' ? [[name, of[name]]] : [])));

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** The location and resources that a mutation names, whether or not they exist or the caller may know them. */
function targetIn(ctx: Context, { location, vault, job }: Input): Members {
  const named: Members = { ...(job ?? vault ?? location) };
  const { id } = named;
  if (typeof id === 'string') return { ...(attempt(() => decodeId(id, [])) ?? { id }) };
  const { name: vaultName, ...rest } = (named['address'] ?? named) as Members & LocationArguments;
  return { vaultName, ...rest, ...attempt(() => requireLocation(ctx.backend, rest, [])) };
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

/** The changes of a mutation of many jobs. */
interface Changes {
  changes: readonly { key: Location; what: AuditLine['what']; outcome: BulkOutcome<unknown> | null }[];
}

/** The audit lines of a mutation: one, plus one for each archive of a bulk start, and for each job of a bulk change. */
function auditLinesOf(
  line: Omit<AuditLine, 'result' | 'awsRequestId'>,
  result: unknown,
  requestId: string | null,
): AuditLine[] {
  const failure = failureOf(result);
  if (failure) return [{ ...line, ...failure }];
  const { job, outcomes, changes } = (result ?? {}) as { job?: { jobId?: unknown } } & Partial<Outcomes & Changes>;
  const what = { ...line.what, ...resourcesIn(job ?? {}) };
  const whole = { ...line, what, result: 'OK', awsRequestId: requestId };
  const ok = { result: 'OK', awsRequestId: null };
  if (Array.isArray(changes)) {
    // A dry run has sent none.
    const sent = (changes as Changes['changes']).flatMap(({ outcome, ...of }) => (outcome ? [{ ...of, outcome }] : []));
    const lines = sent.map(({ key: { accountId, region }, what: of, outcome }) => ({
      ...{ ...line, account: accountId, region, what: { ...what, ...of }, ...ok },
      ...(outcome.kind === 'started' ? {} : failureOf(outcome.error)),
    }));
    return [{ ...whole, awsRequestId: null, what: { ...what, jobs: String(sent.length) } }, ...lines];
  }
  if (!(outcomes instanceof Map)) return [whole];
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
      const target = targetIn(ctx, input);
      const line = {
        caller: ctx.caller.id,
        operation: field.name,
        account: textOrNull(target['accountId']),
        region: textOrNull(target['region']),
        what: resourcesIn({ ...target, ...input }),
        idempotencyKey: textOrNull(idempotencyKey),
      };
      const before = ctx.aws.changes.length;
      const record = (result: unknown) => {
        // Mutations run one after another, so any call sent since belongs to this one.
        // The last one completes the change: a manifest is written before its job is created.
        const sent = ctx.aws.changes.slice(before).at(-1) ?? null;
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
