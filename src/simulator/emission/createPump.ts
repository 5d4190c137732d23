// Keeps something settled while anybody follows it: about once a real second, whenever the clock is moved, and after each request.
import type { World } from '../world/world.ts';

interface Pump {
  /** Settles as time passes, until the returned function is called. */
  follow(): () => void;
  /** Settles as time passes from now on. */
  followAlways(): void;
  close(): void;
}

/** `settle` returns a promise while more remains to be done. */
export function createPump(world: World, settle: (now: number) => Promise<void> | undefined): Pump {
  const followers = new Set<object>();
  const always = {};
  let isRunning = false;
  let disarm = (): void => undefined;

  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      for (let turn = settle(world.clock.now()); turn; turn = settle(world.clock.now())) await turn;
    } finally {
      isRunning = false;
    }
  };

  /** Those who ask for events run the same, and get the failure as their answer. */
  const runAside = (): void => void run().catch(() => undefined);

  const arm = (): void => {
    const second = Math.max(1, world.clock.speed) * 1000;
    disarm = world.clock.after(second, () => {
      arm();
      runAside();
    });
  };

  const stop = (): void => {
    disarm();
    world.onRequest = () => undefined;
  };

  const add = (follower: object): void => {
    if (followers.size === 0) {
      arm();
      world.onRequest = runAside;
    }
    followers.add(follower);
  };

  return {
    follow: () => {
      const follower = {};
      add(follower);
      return () => {
        if (followers.delete(follower) && followers.size === 0) stop();
      };
    },
    followAlways: () => add(always),
    close: stop,
  };
}
