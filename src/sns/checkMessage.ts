// The checks of a message that need no network: its topic, its age and the URL of its certificate. A signature only proves
// that some SNS topic sent the message, and anyone can create a topic, so the list of topics is what admits a message.
import { partitionOf } from '../core/partition.ts';
import type { SnsMessage } from './parseMessage.ts';
import { SnsRejection } from './snsRejection.ts';

export interface SnsRules {
  /** The ARNs of the topics whose messages are accepted. */
  topics: readonly string[];
  /** The certificate URL of a simulator, in place of AWS's. */
  certificateUrl: string | undefined;
}

const minute = 60_000;

/** In milliseconds. SNS retries for up to an hour, and clocks may differ by five minutes. */
export const maxAge = 65 * minute;
export const maxClockSkew = 5 * minute;

/** Throws an SnsRejection. `now` is real time, like the timestamps of SNS. */
export function checkMessage(message: SnsMessage, { topics, certificateUrl }: SnsRules, now: number): void {
  if (!topics.includes(message.topicArn)) throw new SnsRejection('the topic is not configured');
  if (!/^[12]$/.test(message.signatureVersion)) throw new SnsRejection('SignatureVersion is neither 1 nor 2');
  if (!/^[A-Za-z0-9+/]{1,1000}={0,2}$/.test(message.signature)) throw new SnsRejection('Signature is not base64');
  if (message.timestamp < now - maxAge) throw new SnsRejection('Timestamp is too old');
  if (message.timestamp > now + maxClockSkew) throw new SnsRejection('Timestamp is in the future');
  const isTrusted =
    certificateUrl === undefined
      ? isCertificateOfAws(message.certificateUrl, message.topicArn)
      : message.certificateUrl === certificateUrl;
  if (!isTrusted) throw new SnsRejection('SigningCertURL is not a certificate URL of SNS');
}

/**
 * The exact form that SNS uses, in the region of the topic. Other names under AWS's domain can be anyone's buckets, so
 * neither a host pattern nor URL parsing decides.
 */
export function isCertificateOfAws(url: string, topicArn: string): boolean {
  const [, , , region = ''] = topicArn.split(':');
  const start = `https://sns.${region}.${partitionOf(region).dnsSuffix}/SimpleNotificationService-`;
  return url.startsWith(start) && /^[0-9a-f]{32}\.pem$/.test(url.slice(start.length));
}
