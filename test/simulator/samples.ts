// Samples of any shape of the SDK, made from the SDK's schema itself and not from the simulator's reading of it: a member that the
// simulator overlooks must show.
import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';

type Sample = fc.Arbitrary<unknown>;

const awkward = fc.constantFrom(
  '',
  '0123',
  'true',
  'null',
  ' lead',
  'a"b\\c',
  '<&>\r\n\t',
  'é漢😀',
  'a,b;c',
  '100%',
  'a/b?c#d',
);
const text = fc.oneof(awkward, fc.string({ unit: 'grapheme' }));
const number = fc.oneof(fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER), fc.nat());
// Labels and query members without a text have no form on the wire; headers carry visible ASCII.
const label = fc.constantFrom('a', 'my-vault', 'a b', 'a/b', '100%', 'é漢😀', '-', 'x'.repeat(138), '..a');
const header = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
// Dates carry milliseconds on the wire, and years of four digits.
const date = fc.date({ min: new Date(0), max: new Date(Date.UTC(2999, 0)), noInvalidDate: true });
const bytes = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((array) => Buffer.from(array));

export function sampleOf(schema: NormalizedSchema): Sample {
  if (schema.isUnitSchema()) return fc.constant({});
  if (schema.isListSchema()) return fc.array(sampleOf(schema.getValueSchema()), { maxLength: 3 });
  if (schema.isMapSchema())
    return fc.dictionary(text, sampleOf(schema.getValueSchema()), { maxKeys: 3, noNullPrototype: true });
  if (schema.isUnionSchema()) return union(schema);
  if (schema.isStructSchema()) return structure(schema);
  if (schema.isTimestampSchema()) return date;
  if (schema.isBlobSchema()) return bytes;
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return number;
  return text;
}

function structure(schema: NormalizedSchema): Sample {
  const members: Record<string, Sample> = {};
  const required: string[] = [];
  for (const [name, member] of schema.structIterator()) {
    const { httpLabel, httpQuery, httpHeader, httpPayload, httpResponseCode } = member.getMergedTraits();
    // The SDK adds the checksum of an upload and the token of a request itself, and needs an account for the host; an answer with
    // bytes always has a status and a type.
    const always = ['checksum', 'status', 'contentType', 'AccountId', 'ClientRequestToken'].includes(name);
    if (httpLabel || httpPayload || always) required.push(name);
    if (httpLabel) members[name] = label;
    else if (httpHeader) members[name] = header;
    else if (httpResponseCode) members[name] = fc.constantFrom(200, 206);
    // An empty list has no form in a query.
    else if (httpQuery && member.isListSchema()) members[name] = fc.array(label, { minLength: 1, maxLength: 3 });
    else if (httpQuery) members[name] = member.isNumericSchema() ? number : label;
    else members[name] = sampleOf(member);
  }
  return fc.record(members, { requiredKeys: required });
}

function union(schema: NormalizedSchema): Sample {
  const members = [...schema.structIterator()].map(([name, member]) =>
    sampleOf(member).map((value) => ({ [name]: value })),
  );
  return fc.oneof(...members);
}
