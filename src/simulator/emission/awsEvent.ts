// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
// An event as EventBridge delivers it.

export interface AwsEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** In whole seconds. */
  time: string;
  region: string;
  resources: readonly string[];
  detail: object;
}
