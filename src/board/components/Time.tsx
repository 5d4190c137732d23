// A point in time, short, with the whole of it as a title.
import { formatFullTime, formatTime } from '../core/format.ts';

export const Time = ({ date, prefix }: { date: string; prefix?: string }) => (
  <span class="time" title={formatFullTime(date)}>
    {prefix && <span class="time-prefix">{prefix} </span>}
    <time dateTime={date}>{formatTime(date)}</time>
  </span>
);
