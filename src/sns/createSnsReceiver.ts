// What becomes of a message that was posted here: parsed, checked, its signature verified, and only then acted upon. A
// notice of a job's end is a hint that it is worth asking AWS now, no more; a lost one costs a watch the rest of its
// interval, so whatever cannot be verified is refused and not kept for later.
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../core/clock.ts';
import type { VaultKey } from '../core/location.ts';
import { checkMessage, newest, oldest, type SnsRules } from './checkMessage.ts';
import { createCertificates } from './createCertificates.ts';
import { downloadCertificate } from './downloadCertificate.ts';
import { isSigned } from './isSigned.ts';
import { type JobNotice, parseJobNotice } from './parseJobNotice.ts';
import { parseMessage, type SnsMessage } from './parseMessage.ts';
import { SnsRejection } from './snsRejection.ts';

export interface SnsReceiverServices extends SnsRules {
  /** True the first time that the id is given within the seconds, over all instances. */
  once(id: string, seconds: number): Promise<boolean>;
  /** Confirms a subscription at SNS. */
  confirm(topicArn: string, token: string): Promise<void>;
  /** Whether the gateway may ask AWS about the vault. */
  serves(vault: VaultKey): boolean;
  onJobEnded(notice: JobNotice): void;
  /** Real time unless given: SNS's is. */
  clock?: Clock;
  log: Logger;
}

/** Later: the message is genuine, but could not be acted upon now. */
export type Reception = 'taken' | 'malformed' | 'refused' | 'later';

export interface SnsReceiver {
  receive(body: string): Promise<Reception>;
}

/** In milliseconds. AWS gives a new certificate a new URL; a simulator that was started anew does not. */
const certificatesKeptFor = { aws: 24 * 3_600_000, simulator: 10_000 };

/** For longer than a message is taken at all: a second time it is answered as the first, and does nothing. */
const rememberedFor = 2 * 3600;
if (rememberedFor * 1000 <= oldest + newest) throw new Error('a message could be taken after it was forgotten');

export function createSnsReceiver(services: SnsReceiverServices): SnsReceiver {
  const { clock = systemClock, certificateUrl, log } = services;
  const certificates = createCertificates({
    clock,
    download: downloadCertificate,
    keepFor: certificatesKeptFor[certificateUrl === undefined ? 'aws' : 'simulator'],
    onFailure: (url, error) => log.warn({ url, err: error }, 'the certificate of an SNS message could not be had'),
  });
  // SNS knows a token again, but each time is a call.
  const confirmations = new LRUCache<string, Promise<Reception>>({ max: 100, ttl: rememberedFor * 1000 });

  const confirm = async ({ topicArn, token }: SnsMessage): Promise<Reception> => {
    try {
      await services.confirm(topicArn, token);
      log.info({ topicArn }, 'a subscription was confirmed');
      return 'taken';
    } catch (error) {
      confirmations.delete(token);
      log.warn({ topicArn, err: error }, 'a subscription could not be confirmed');
      return 'later';
    }
  };

  const confirmOnce = (message: SnsMessage): Promise<Reception> => {
    const underWay = confirmations.get(message.token) ?? confirm(message);
    confirmations.set(message.token, underWay);
    return underWay;
  };

  const notify = async ({ topicArn, messageId, text }: SnsMessage): Promise<Reception> => {
    const notice = parseJobNotice(text);
    if (!notice || !services.serves(notice.job)) {
      log.debug({ topicArn, messageId }, 'an SNS message about something else');
      return 'taken';
    }
    // To wake a watch twice does no harm; not at all might.
    const isFirst = await services.once(`sns ${topicArn} ${messageId}`, rememberedFor).catch(() => true);
    if (isFirst) services.onJobEnded(notice);
    return 'taken';
  };

  const act = async (message: SnsMessage): Promise<Reception> => {
    switch (message.type) {
      case 'Notification':
        return notify(message);
      case 'SubscriptionConfirmation':
        return confirmOnce(message);
      case 'UnsubscribeConfirmation':
        log.warn({ topicArn: message.topicArn }, 'a subscription has ended: job ends are no longer told from there');
        return 'taken';
    }
  };

  return {
    receive: async (body) => {
      try {
        const message = parseMessage(body);
        checkMessage(message, services, clock.now());
        const certificate = await certificates.get(message.certificateUrl);
        if (!isSigned(message, certificate, clock.now())) throw new SnsRejection('the signature is wrong');
        return await act(message);
      } catch (error) {
        if (!(error instanceof SnsRejection)) throw error;
        log.debug({ reason: error.message }, 'an SNS message was refused');
        return error.kind === 'malformed' ? 'malformed' : 'refused';
      }
    },
  };
}
