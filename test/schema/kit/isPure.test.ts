// Fields that are functions of their object alone: their JSON is shared by callers.
import { type GraphQLField, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../../src/schema/index.ts';
import { hasPureType, isPure } from '../../../src/schema/kit/isPure.ts';

const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith('__')
    ? Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field }))
    : [],
);
const fieldNamed = (wanted: string): GraphQLField<unknown, unknown> => {
  const found = fields.find(({ name }) => name === wanted);
  if (!found) throw new Error(`the schema has no ${wanted}`);
  return found.field;
};

test.each([
  'ArchiveRetrievalJob.id',
  'ArchiveRetrievalJob.jobId',
  'ArchiveRetrievalJob.phase',
  'ArchiveRetrievalJob.statusMessage',
  'ArchiveRetrievalJob.vault',
  'BatchJob.completionDate',
])('%s is pure', (name) => expect(isPure(fieldNamed(name))).toBe(true));

test.each([
  // The clock.
  'ArchiveRetrievalJob.overdue',
  'ArchiveRetrievalJob.expectedCompletion',
  'ArchiveRetrievalJob.pollAfterSeconds',
  // The caller.
  'Vault.viewerCan',
  'ArchiveRetrievalJob.output',
  // AWS calls.
  'Vault.tags',
  'BatchJob.operation',
  // Roots and arguments.
  'Query.gateway',
  'Vault.jobs',
  'Mutation.cancelBatchJob',
])('%s is not', (name) => expect(isPure(fieldNamed(name))).toBe(false));

test('the type of a job is a function of the job, whatever plugins add to interfaces', () => {
  const pure = Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type) && hasPureType(type));
  expect(pure.filter(isInterfaceType).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Job', 'Node', 'VaultJob']),
  );
  const job = schema.getType('Job');
  const typeOf = isInterfaceType(job) ? job.resolveType : null;
  const record = { kind: 'BatchJob' };
  expect(typeOf?.(record, {}, {} as never, job as never)).toBe('BatchJob');
});

/** The parameters as they are written. A default value, or a rest parameter, would not count in `length`. */
const parametersOf = (resolve: unknown): string =>
  /^(?:async )?(?:function\s*\w*\s*)?(\([\s\S]*?\)|\w+)\s*(?:=>|\{)/.exec(String(resolve))?.[1] ?? '?';

test('a pure resolver has no further parameter that `length` does not count', () => {
  const pure = fields.filter(({ field }) => field.resolve && isPure(field));
  expect(pure.length).toBeGreaterThan(40);
  const hidden = pure.filter(({ field }) => {
    const parameters = parametersOf(field.resolve).replace(/\{[\s\S]*\}/, 'object');
    return !/^\(?\w+\)?$/.test(parameters) || /\barguments\b/.test(String(field.resolve));
  });
  expect(hidden.map(({ name, field }) => `${name} ${field.resolve}`)).toEqual([]);
});
