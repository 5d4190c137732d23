// The stack of the main thread, as another thread reads it while the main thread hangs. V8 interrupts a loop for the
// inspector, also one of microtasks or in a regular expression. The session is inside the process: no port is opened. The
// main thread stays paused.
import { systemClock } from '../../core/clock.ts';

/** How many frames; by default V8 keeps ten. */
const maxFrames = 50;

const expression = `Error.stackTraceLimit = ${maxFrames}; new Error().stack`;

/** Null if the main thread cannot be interrupted in time, or this build of Node has no inspector. In milliseconds. */
export async function mainThreadStack(patience: number): Promise<string | null> {
  try {
    // Loaded only now: a watchdog that has nothing to report needs no inspector.
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connectToMainThread();
    return await new Promise<string | null>((resolve) => {
      systemClock.after(patience, () => resolve(null));
      session.once('Debugger.paused', ({ params: { callFrames } }) => {
        const callFrameId = callFrames[0]?.callFrameId;
        if (callFrameId === undefined) return resolve(null);
        session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression }, (_, answer) =>
          resolve(framesOf(answer?.result.value)),
        );
      });
      session.post('Debugger.enable');
      session.post('Debugger.pause');
    });
  } catch {
    return null;
  }
}

/** Without the first line, which is the message of no error, and the frames of the expression. */
function framesOf(stack: unknown): string | null {
  const frames = String(stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/^\s+at eval /.test(line));
  return frames.length > 0 ? frames.join('\n') : null;
}
