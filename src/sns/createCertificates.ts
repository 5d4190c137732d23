// Certificates by their URL: one download at a time of each, a few at once in all, kept when they are good and, for a
// moment, remembered when they could not be had. So a flood of forged messages costs no flood of downloads.
import type { X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../core/clock.ts';
import { SnsRejection } from './snsRejection.ts';

export interface Certificates {
  /** Rejects with an SnsRefusal where it cannot be had. */
  get(url: string): Promise<X509Certificate>;
}

export interface CertificatesOptions {
  download(url: string): Promise<X509Certificate>;
  /** How long one is kept, in milliseconds. */
  keepFor: number;
  /** Told of each download that failed. */
  onFailure(url: string, error: unknown): void;
  clock: Clock;
}

const kept = 20;
/** In milliseconds, and of how many URLs. */
const failureKeptFor = 10_000;
const failuresKept = 1_000;
const downloadsAtOnce = 8;

export function createCertificates({ download, keepFor, onFailure, clock }: CertificatesOptions): Certificates {
  const time = { perf: clock, ttlResolution: 0 };
  const certificates = new LRUCache<string, X509Certificate>({ ...time, max: kept, ttl: keepFor });
  const failures = new LRUCache<string, true>({ ...time, max: failuresKept, ttl: failureKeptFor });
  const downloads = new Map<string, Promise<X509Certificate>>();

  const start = async (url: string): Promise<X509Certificate> => {
    try {
      const certificate = await download(url);
      certificates.set(url, certificate);
      return certificate;
    } catch (error) {
      failures.set(url, true);
      onFailure(url, error);
      throw new SnsRejection('the certificate could not be had');
    } finally {
      downloads.delete(url);
    }
  };

  return {
    get: async (url) => {
      const known = certificates.get(url);
      if (known) return known;
      const underWay = downloads.get(url);
      if (underWay !== undefined) return underWay;
      if (failures.has(url)) throw new SnsRejection('the certificate could not be had a moment ago');
      if (downloads.size >= downloadsAtOnce) throw new SnsRejection('too many certificates are being downloaded');
      const started = start(url);
      downloads.set(url, started);
      return started;
    },
  };
}
