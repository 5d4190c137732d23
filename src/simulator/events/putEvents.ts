// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
// Events of callers. Nobody but AWS sends events whose source begins with aws.
import type { Emission } from '../emission/createEmission.ts';
import type { Operation } from '../http/operation.ts';
import { seconds } from '../world/dates.ts';
import { invalidInput } from './eventsError.ts';
import { eventsOperation, list, number, structure, text } from './eventsOperation.ts';
import { checkBus, type OnBus } from './rules/findRule.ts';

const MOST_ENTRIES = 10;

interface Entry extends OnBus {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Resources?: string[];
}

interface ResultEntry {
  EventId?: string;
  ErrorCode?: string;
  ErrorMessage?: string;
}

const shapes = {
  input: structure({
    'Entries!': list(
      structure({ Source: text, DetailType: text, Detail: text, Resources: list(text), EventBusName: text }),
    ),
  }),
  output: structure({
    FailedEntryCount: number,
    Entries: list(structure({ EventId: text, ErrorCode: text, ErrorMessage: text })),
  }),
};

export const putEvents = (emission: Emission): Operation =>
  eventsOperation<{ Entries: Entry[] }, object>('PutEvents', shapes, ({ Entries: entries }, context) => {
    const { world, location, now } = context;
    if (entries.length < 1 || entries.length > MOST_ENTRIES)
      throw invalidInput(`Entries has 1 to ${MOST_ENTRIES} members`);
    const results = entries.map((entry): ResultEntry => {
      checkBus(entry, context);
      const failure = failureOf(entry);
      if (failure) return failure;
      const id = world.messageIds.message();
      emission.publish(
        location,
        {
          version: '0',
          id,
          'detail-type': entry.DetailType ?? '',
          source: entry.Source ?? '',
          account: location.account.accountId,
          time: seconds(now),
          region: location.region,
          resources: entry.Resources ?? [],
          detail: JSON.parse(entry.Detail ?? '{}') as object,
        },
        now,
      );
      return { EventId: id };
    });
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  });

function failureOf({ Source: source = '', DetailType: type = '', Detail: detail }: Entry): ResultEntry | undefined {
  const failed = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  if (source === '')
    return failed('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.');
  if (source.startsWith('aws.')) return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (type === '')
    return failed('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.');
  if (detail === undefined)
    return failed('InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.');
  try {
    const value: unknown = JSON.parse(detail);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
  } catch {
    // Answered below.
  }
  return failed('MalformedDetail', 'Detail is malformed.');
}
