// The receiver of SNS messages: parse, check, verify the signature, and only then act. An event is only a hint to poll AWS now.
// A lost one costs a watch the rest of its interval, so a message that cannot be verified is rejected and not kept.
import { verify, type X509Certificate } from 'node:crypto';
import type { Logger } from 'pino';
import { ByteCache } from '../core/byteCache.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import type { EventHandler } from '../events/createEventHandler.ts';
import type { EventObserver } from '../events/eventObserver.ts';
import { parseEvents } from '../events/parseEvents.ts';
import { checkMessage, maxAge, maxClockSkew, type SnsRules } from './checkMessage.ts';
import { createCertificates } from './createCertificates.ts';
import { parseMessage, type SnsMessage } from './parseMessage.ts';
import { SnsRejection } from './snsRejection.ts';

export interface SnsReceiverServices extends SnsRules {
  downloadCertificate(url: string): Promise<X509Certificate>;
  /** Confirms a subscription to SNS. */
  confirm(topicArn: string, token: string): Promise<void>;
  events: EventHandler;
  /** Counts the messages without an event. */
  observe?: EventObserver | undefined;
  /** Real time by default, like the timestamps of SNS. */
  clock?: Clock;
  log: Logger;
}

/** `retry`: the message is authentic, but could not be processed now. */
export type Reception = 'accepted' | 'malformed' | 'rejected' | 'retry';

export interface SnsReceiver {
  receive(body: string): Promise<Reception>;
}

/** In milliseconds. AWS gives a new certificate a new URL; a restarted simulator does not. */
const certificateMaxAge = { aws: 24 * 3_600_000, simulator: 10_000 };

/** In milliseconds; longer than a message is accepted. A duplicate gets the response of the first. */
const confirmationMaxAge = 2 * 3_600_000;
if (confirmationMaxAge <= maxAge + maxClockSkew) throw new Error('a subscription could be confirmed twice');

const maxBytesOfConfirmations = 256 * 1024;

export function createSnsReceiver(services: SnsReceiverServices): SnsReceiver {
  const { clock = systemClock, certificateUrl, log } = services;
  const certificates = createCertificates({
    clock,
    download: services.downloadCertificate,
    maxAge: certificateMaxAge[certificateUrl === undefined ? 'aws' : 'simulator'],
    onFailure: (url, error) => log.warn({ url, err: error }, 'certificate download of an SNS message failed'),
  });
  // Confirming a token twice is harmless, but each confirmation is an AWS call.
  const confirmations = new ByteCache<Promise<Reception>>(maxBytesOfConfirmations, {
    ttl: confirmationMaxAge,
  });

  const confirm = async ({ topicArn, token }: SnsMessage): Promise<Reception> => {
    try {
      await services.confirm(topicArn, token);
      log.info({ topicArn }, 'SNS subscription confirmed');
      return 'accepted';
    } catch (error) {
      confirmations.delete(token);
      log.warn({ topicArn, err: error }, 'SNS subscription not confirmed');
      return 'retry';
    }
  };

  const confirmOnce = (message: SnsMessage): Promise<Reception> => {
    const confirmation = confirmations.get(message.token) ?? confirm(message);
    confirmations.set(message.token, confirmation);
    return confirmation;
  };

  const notify = async ({ topicArn, messageId, text }: SnsMessage): Promise<Reception> => {
    const parsed = parseEvents(text);
    if (parsed.kind !== 'events') services.observe?.('none', parsed.kind);
    const reason =
      parsed.kind === 'events'
        ? await services.events.handle(parsed.id ?? `${topicArn} ${messageId}`, parsed.events)
        : parsed.reason;
    // A topic may have other publishers, and SNS would only send the same message again.
    if (reason !== null) log.debug({ topicArn, messageId, reason }, 'SNS message has no effect');
    return 'accepted';
  };

  const act = async (message: SnsMessage): Promise<Reception> => {
    switch (message.type) {
      case 'Notification':
        return notify(message);
      case 'SubscriptionConfirmation':
        return confirmOnce(message);
      case 'UnsubscribeConfirmation':
        log.warn({ topicArn: message.topicArn }, 'SNS subscription cancelled; the topic sends no more notifications');
        return 'accepted';
    }
  };

  return {
    receive: async (body) => {
      try {
        const message = parseMessage(body);
        checkMessage(message, services, clock.now());
        const certificate = await certificates.get(message.certificateUrl);
        if (!isSignatureValid(message, certificate, clock.now())) throw new SnsRejection('the signature is invalid');
        return await act(message);
      } catch (error) {
        if (!(error instanceof SnsRejection)) throw error;
        log.debug({ reason: error.message }, 'SNS message rejected');
        services.observe?.('none', error.kind === 'malformed' ? 'malformed' : 'rejected');
        return error.kind === 'malformed' ? 'malformed' : 'rejected';
      }
    },
  };
}

/** The hash algorithms of the signature versions. */
const hashes: Readonly<Record<string, string>> = { 1: 'sha1', 2: 'sha256' };

/** Whether the certificate is valid at `now` and its key made the signature. */
export function isSignatureValid(
  { signed, signature, signatureVersion }: SnsMessage,
  certificate: X509Certificate,
  now: number,
): boolean {
  const hash = hashes[signatureVersion];
  const { publicKey, validFrom, validTo } = certificate;
  const isValid = Date.parse(validFrom) <= now && now <= Date.parse(validTo);
  if (hash === undefined || !isValid || publicKey.asymmetricKeyType !== 'rsa') return false;
  return verify(hash, Buffer.from(signed, 'utf8'), publicKey, Buffer.from(signature, 'base64'));
}
