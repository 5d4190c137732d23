// The cache of certificates by URL: one download at a time for each URL and a few in total, with failures cached for a moment.
// So a flood of forged messages causes no flood of downloads.
import type { X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../core/clock.ts';
import { SnsRejection } from './snsRejection.ts';

export interface Certificates {
  /** Rejects with an SnsRejection if the certificate cannot be downloaded. */
  get(url: string): Promise<X509Certificate>;
}

export interface CertificatesOptions {
  download(url: string): Promise<X509Certificate>;
  /** The lifetime of a cached certificate, in milliseconds. */
  maxAge: number;
  /** Called for each failed download. */
  onFailure(url: string, error: unknown): void;
  clock: Clock;
}

/** Caches that count: the URLs have one form and length, and a certificate keeps its memory outside of the heap. */
const maxCertificates = 20;
/** In milliseconds. */
const failureMaxAge = 10_000;
const maxFailures = 1_000;
const maxDownloads = 8;

export function createCertificates({ download, maxAge, onFailure, clock }: CertificatesOptions): Certificates {
  const time = { perf: clock, ttlResolution: 0 };
  const certificates = new LRUCache<string, X509Certificate>({ ...time, max: maxCertificates, ttl: maxAge });
  const failures = new LRUCache<string, true>({ ...time, max: maxFailures, ttl: failureMaxAge });
  const downloads = new Map<string, Promise<X509Certificate>>();

  const start = async (url: string): Promise<X509Certificate> => {
    try {
      const certificate = await download(url);
      certificates.set(url, certificate);
      return certificate;
    } catch (error) {
      failures.set(url, true);
      onFailure(url, error);
      throw new SnsRejection('the certificate download failed');
    } finally {
      downloads.delete(url);
    }
  };

  return {
    get: async (url) => {
      const known = certificates.get(url);
      if (known) return known;
      const inFlight = downloads.get(url);
      if (inFlight !== undefined) return inFlight;
      if (failures.has(url)) throw new SnsRejection('the certificate download failed a moment ago');
      if (downloads.size >= maxDownloads) throw new SnsRejection('too many certificate downloads are in flight');
      const started = start(url);
      downloads.set(url, started);
      return started;
    },
  };
}
