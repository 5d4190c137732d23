// EventBridge: rules and targets on the wire, and patterns as a pure function.
import { describe, expect, test } from 'vitest';
import { parsePattern } from '../../../src/simulator/events/rules/parsePattern.ts';
import { defaultAttributes } from '../../../src/simulator/sqs/queue/queueAttributes.ts';
import { start } from '../support.ts';
import { callEvents, drain, sqsClientOf } from './support.ts';

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Restore Completed',
  resources: ['arn:a', 'arn:b'],
  detail: { object: { key: 'reels/1.mxf', size: 5 }, flag: true, nothing: null },
};

describe('an event pattern', () => {
  test.each([
    [{ source: ['aws.s3', 'aws.ec2'] }, true],
    [{ source: ['aws.ec2'] }, false],
    [{ source: ['aws.s3'], 'detail-type': ['Other'] }, false],
    [{ resources: ['arn:b'] }, true],
    [{ detail: { object: { size: [5] } } }, true],
    [{ detail: { object: { size: ['5'] } } }, false],
    [{ detail: { flag: [true], nothing: [null] } }, true],
    [{ detail: { object: { key: [{ prefix: 'reels/' }] } } }, true],
    [{ detail: { object: { key: [{ prefix: 'takes/' }] } } }, false],
    [{ source: [{ 'anything-but': 'aws.ec2' }] }, true],
    [{ source: [{ 'anything-but': ['aws.s3', 'aws.ec2'] }] }, false],
    [{ source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    [{ absent: [{ 'anything-but': 'x' }] }, false],
    [{ detail: { absent: [{ exists: false }], flag: [{ exists: true }] } }, true],
    [{ detail: { flag: [{ exists: false }] } }, false],
    [{ detail: { absent: { deeper: ['x'] } } }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(parsePattern(JSON.stringify(pattern))(event)).toBe(expected);
  });

  test.each([
    ['{', 'Event pattern is not valid. Reason: Could not parse as JSON'],
    ['[]', 'Filter is not an object'],
    ['{}', 'Empty objects are not allowed'],
    ['{"a": "b"}', '"a" must be an object or an array'],
    ['{"a": []}', 'Empty arrays are not allowed'],
    ['{"a": [{"like": "b"}]}', 'Unrecognized match type like'],
    ['{"a": [{"prefix": 1}]}', 'prefix must be a text'],
    ['{"a": [{"exists": "yes"}]}', 'exists must be true or false'],
    ['{"a": [{"numeric": [">", 1]}]}', 'The simulator has no numeric'],
    ['{"$or": [{"a": ["b"]}]}', 'The simulator has no $or'],
  ])('%s is refused', (pattern, expected) => {
    expect(() => parsePattern(pattern)).toThrow(expected);
  });
});

test('rules and targets are put, listed, replaced and removed, as AWS answers', async () => {
  const { simulator } = await start();
  const call = (operation: string, input: object) => callEvents(simulator.url, operation, input);
  const refused = (operation: string, input: object) => call(operation, input).then(String, String);
  const EventPattern = '{"source":["aws.s3"]}';
  const RuleArn = 'arn:aws:events:us-east-1:111122223333:rule/batch';
  expect(await call('PutRule', { Name: 'batch', EventPattern, Description: 'd' })).toEqual({ RuleArn });
  const described = {
    Name: 'batch',
    Arn: RuleArn,
    EventPattern,
    State: 'ENABLED',
    EventBusName: 'default',
    Description: 'd',
  };
  expect(await call('DescribeRule', { Name: 'batch' })).toEqual(described);
  await call('PutRule', { Name: 'other', EventPattern, State: 'DISABLED', EventBusName: 'default' });
  const { NextToken, ...page } = await call('ListRules', { Limit: 1 });
  expect(page).toEqual({ Rules: [described] });
  expect(await call('ListRules', { Limit: 1, NextToken })).toMatchObject({
    Rules: [{ Name: 'other', State: 'DISABLED' }],
  });

  const Arn = 'arn:aws:sqs:us-east-1:111122223333:nobody';
  expect(await call('PutTargets', { Rule: 'batch', Targets: [{ Id: 'q', Arn }] })).toEqual({
    FailedEntryCount: 0,
    FailedEntries: [],
  });
  await call('PutRule', { Name: 'batch', EventPattern });
  expect(await call('ListTargetsByRule', { Rule: 'batch' })).toEqual({ Targets: [{ Id: 'q', Arn }] });
  expect(await refused('DeleteRule', { Name: 'batch' })).toBe(
    "Error: ValidationException 400: Rule can't be deleted since it has targets.",
  );
  expect(await call('RemoveTargets', { Rule: 'batch', Ids: ['q', 'x'] })).toMatchObject({
    FailedEntryCount: 1,
    FailedEntries: [{ TargetId: 'x', ErrorCode: 'ResourceNotFoundException' }],
  });
  await call('DeleteRule', { Name: 'batch' });
  await call('DeleteRule', { Name: 'batch' });
  expect(await refused('DescribeRule', { Name: 'batch' })).toBe(
    'Error: ResourceNotFoundException 400: Rule batch does not exist on EventBus default.',
  );

  expect(await refused('PutRule', { Name: 'a' })).toContain(
    'Parameter(s) EventPattern or ScheduleExpression must be specified.',
  );
  expect(await refused('PutRule', { EventPattern })).toContain('ValidationException 400');
  expect(await refused('PutRule', { Name: 'a', EventPattern: '{}' })).toContain('InvalidEventPatternException 400');
  expect(await refused('PutRule', { Name: 'a', ScheduleExpression: 'rate(1 day)' })).toContain('NotSimulated 501');
  expect(await refused('PutRule', { Name: 'a', EventPattern, EventBusName: 'mine' })).toContain(
    'Event bus mine does not exist.',
  );
  const target = (given: object) => refused('PutTargets', { Rule: 'other', Targets: [{ Id: 'q', Arn, ...given }] });
  expect(await target({ InputPath: '$.detail' })).toContain('targets without InputPath');
  expect(await target({ InputTransformer: { InputTemplate: 'x' } })).toContain('NotSimulated 501');
  expect(await target({ Arn: 'arn:aws:lambda:us-east-1:111122223333:function' })).toContain('NotSimulated 501');
  const Targets = Array.from({ length: 6 }, (_, index) => ({ Id: `${index}`, Arn }));
  expect(await refused('PutTargets', { Rule: 'other', Targets })).toContain('LimitExceededException 400');
  expect(await refused('ListEventBuses', {})).toBe(
    'Error: NotSimulated 501: The simulator has no operation AWSEvents.ListEventBuses',
  );
  expect(simulator.calls.counts).toMatchObject({ 'events.DescribeRule': 2, 'events.ListEventBuses': 1 });
});

test('callers put events of their own, and none of AWS', async () => {
  const { simulator, location } = await start();
  const call = (operation: string, input: object) => callEvents(simulator.url, operation, input);
  const sqs = sqsClientOf(simulator.url);
  const { arn } = simulator.world.addQueue(location, 'q', defaultAttributes);
  await call('PutRule', { Name: 'r', EventPattern: '{"source":[{"prefix":""}]}' });
  await call('PutTargets', { Rule: 'r', Targets: [{ Id: 'q', Arn: arn }] });
  const entry = { Source: 'my.app', DetailType: 'Test', Detail: '{"a":1}' };
  const result = await call('PutEvents', {
    Entries: [entry, { ...entry, Source: 'aws.s3' }, { ...entry, Detail: '[' }],
  });
  expect(result).toMatchObject({
    FailedEntryCount: 2,
    Entries: [
      { EventId: expect.any(String) },
      { ErrorCode: 'NotAuthorizedForSourceException' },
      { ErrorCode: 'MalformedDetail' },
    ],
  });
  const messages = await drain(sqs, `${simulator.url}/111122223333/q`);
  sqs.destroy();
  expect(messages.map(({ Body = '' }) => JSON.parse(Body))).toMatchObject([
    { source: 'my.app', 'detail-type': 'Test', account: '111122223333', detail: { a: 1 } },
  ]);
});
