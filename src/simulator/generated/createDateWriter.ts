// Date writer for inventories. Consecutive dates mostly share the day, which is then not written again.
import { seconds } from '../world/dates.ts';
import { DAY } from '../world/durations.ts';

export function createDateWriter(): (time: number, target: Buffer, at: number) => void {
  let day = Number.NaN;
  const text = Buffer.from(seconds(0));
  return (time, target, at) => {
    const today = Math.floor(time / DAY);
    if (today !== day) {
      day = today;
      text.write(seconds(today * DAY));
    }
    const ofDay = Math.floor((time % DAY) / 1000);
    writePair(Math.floor(ofDay / 3600), text, 11);
    writePair(Math.floor(ofDay / 60) % 60, text, 14);
    writePair(ofDay % 60, text, 17);
    text.copy(target, at);
  };
}

function writePair(number: number, target: Buffer, at: number): void {
  target[at] = 0x30 + Math.floor(number / 10);
  target[at + 1] = 0x30 + (number % 10);
}
