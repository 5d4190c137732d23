// The progress of a Batch job over time, as a line, with the same in words.
import { formatPercent, formatTime } from '../../core/format.ts';

export interface ProgressPoint {
  at: string;
  fraction: number;
}

const width = 600;
const height = 150;
const margin = { left: 44, right: 12, top: 10, bottom: 24 };

export function ProgressChart({ points }: { points: readonly ProgressPoint[] }) {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length < 2) {
    return <p class="hint">The chart begins when the gateway has seen the job move.</p>;
  }
  const begin = Date.parse(first.at);
  const duration = Math.max(1, Date.parse(last.at) - begin);
  const x = (at: string) => margin.left + ((Date.parse(at) - begin) / duration) * (width - margin.left - margin.right);
  const y = (fraction: number) => margin.top + (1 - fraction) * (height - margin.top - margin.bottom);
  const line = points.map(({ at, fraction }) => `${x(at).toFixed(1)},${y(fraction).toFixed(1)}`);
  const floor = y(0).toFixed(1);
  const area = [`${x(first.at).toFixed(1)},${floor}`, ...line, `${x(last.at).toFixed(1)},${floor}`];
  const words = `From ${formatPercent(first.fraction)} at ${formatTime(first.at)} to ${formatPercent(last.fraction)} at ${formatTime(last.at)}.`;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Progress over time. ${words}`}>
        {[0, 0.5, 1].map((fraction) => (
          <g key={fraction}>
            <line class="chart-line" x1={margin.left} x2={width - margin.right} y1={y(fraction)} y2={y(fraction)} />
            <text class="chart-text" x={margin.left - 8} y={y(fraction) + 4} text-anchor="end">
              {formatPercent(fraction)}
            </text>
          </g>
        ))}
        <polygon class="chart-area" points={area.join(' ')} />
        <polyline class="chart-progress" points={line.join(' ')} />
        <text class="chart-text" x={margin.left} y={height - 6}>
          {formatTime(first.at)}
        </text>
        <text class="chart-text" x={width - margin.right} y={height - 6} text-anchor="end">
          {formatTime(last.at)}
        </text>
      </svg>
      <figcaption class="hint">{words}</figcaption>
    </figure>
  );
}
