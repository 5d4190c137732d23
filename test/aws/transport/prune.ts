// The output of a reader as far as the SDK's schema goes. The reader of the transport returns a response as it was parsed; the SDK
// omits members that are null, and those that it does not know.
import type { NormalizedSchema } from '@smithy/core/schema';

type Values = Readonly<Record<string, unknown>>;

export function prune(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].filter(([name]) => (value as Values)[name] != null);
    return Object.fromEntries(members.map(([name, member]) => [name, prune(member, (value as Values)[name])]));
  }
  return schema.isListSchema() ? (value as unknown[]).map((item) => prune(schema.getValueSchema(), item)) : value;
}
