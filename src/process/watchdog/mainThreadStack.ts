// The stack of the main thread, as another thread reads it while the main thread hangs. V8 interrupts a loop for the
// inspector, also one of microtasks or in a regular expression. The session is inside the process: no port is opened. The
// main thread stays paused.
import { systemClock } from '../../core/clock.ts';

/** How many frames; by default V8 keeps ten. */
const maxFrames = 50;

const expression = `Error.stackTraceLimit = ${maxFrames}; new Error().stack`;

/** Between two microtasks, the stack has frames of Node only. Some steps later, it has what they run. */
const mostSteps = 200;

/** Null if the main thread cannot be interrupted in time, or this build of Node has no inspector. In milliseconds. */
export async function mainThreadStack(patience: number): Promise<string | null> {
  try {
    // Loaded only now: a watchdog that has nothing to report needs no inspector.
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connectToMainThread();
    return await new Promise<string | null>((resolve) => {
      let stack: string | null = null;
      let steps = 0;
      systemClock.after(patience, () => resolve(stack));
      // Also after each step.
      session.on('Debugger.paused', ({ params: { callFrames } }) => {
        const callFrameId = callFrames[0]?.callFrameId;
        if (callFrameId === undefined) return resolve(stack);
        session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression }, (_, answer) => {
          stack = framesOf(answer?.result.value);
          steps += 1;
          if (steps < mostSteps && isOfNode(stack)) session.post('Debugger.stepInto');
          else resolve(stack);
        });
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

const isOfNode = (stack: string | null): boolean =>
  stack?.split('\n').every((frame) => frame.includes('(node:') || frame.includes(' node:')) ?? false;
