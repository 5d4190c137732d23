// What a call is told that the gate does not let through. Each says that nothing was sent, so that it can be repeated.
import { type GatewayError, ServiceUnavailableError, ThrottledError } from '../../core/errors.ts';

const seconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000));

export const circuitOpen = (wait: number): GatewayError =>
  new ServiceUnavailableError(
    'AWS has failed again and again, and is left alone for a moment; nothing was sent.',
    undefined,
    'SERVICE_UNAVAILABLE',
    seconds(wait),
  );

export const rateLimited = (wait: number): GatewayError =>
  new ThrottledError('AWS takes fewer calls of this kind than are wanted; nothing was sent.', undefined, seconds(wait));

export const queueFull = (): GatewayError =>
  new ThrottledError('Too many calls wait for AWS already; nothing was sent.', undefined, 1);

export const queueTimeout = (): GatewayError =>
  new ServiceUnavailableError(
    'AWS is too slow for all that is asked of it; nothing was sent.',
    undefined,
    'DEADLINE_EXCEEDED',
  );
