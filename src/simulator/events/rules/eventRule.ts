// Records of EventBridge rules. They are on the default event bus of an account and region: the simulator has no others.

export interface EventRule {
  name: string;
  arn: string;
  description: string | undefined;
  roleArn: string | undefined;
  /** As it was given. */
  pattern: string;
  matches: (event: object) => boolean;
  isEnabled: boolean;
  /** By id. */
  targets: Map<string, RuleTarget>;
}

export interface RuleTarget {
  id: string;
  /** Of a queue or a topic, which need not exist. */
  arn: string;
  roleArn: string | undefined;
}
