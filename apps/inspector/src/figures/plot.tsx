import type { ReactElement } from 'react'
import { memo } from 'react'
import { lookBack } from '../looking/sample.ts'
import { amount } from '../text/numbers.ts'
import type { Point } from './plot-line.ts'
import { plotLine, roundTop } from './plot-line.ts'

/** One line of a plot. */
export interface Series {
  readonly name: string
  readonly points: readonly Point[]
}

interface PlotProps {
  readonly title: string
  /** What the numbers are, such as `ms`. */
  readonly unit: string
  readonly series: readonly Series[]
}

const [width, height] = [300, 80]

/** Lines over the last minutes. Each tells its newest and its highest value in words too. */
function PlotView({ title, unit, series }: PlotProps): ReactElement {
  const to = Math.max(0, ...series.map(({ points }) => points.at(-1)?.time ?? 0))
  const top = roundTop(Math.max(...series.map(highest)))
  const frame = { from: to - lookBack, to, top, width, height }
  const told = series.map((each) => `${each.name} ${newest(each)} ${unit}, at most ${amount(highest(each))}`)
  return (
    <figure className="plot">
      <figcaption>
        <span className="plot-title">{title}</span>
        {series.map((each, index) => (
          <span className="plot-value" data-line={index} key={each.name}>
            {series.length > 1 && <span className="plot-name">{each.name} </span>}
            <strong>{newest(each)}</strong> {unit}
          </span>
        ))}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title} over the last three minutes: ${told.join('; ')}`}
      >
        <path className="plot-grid" d={`M0 0H${width}M0 ${height / 2}H${width}M0 ${height}H${width}`} />
        {series.map((each, index) => (
          <path className="plot-line" data-line={index} key={each.name} d={plotLine(each.points, frame)} />
        ))}
      </svg>
      <span className="plot-top" aria-hidden="true">
        {amount(top)}
      </span>
    </figure>
  )
}

function newest({ points }: Series): string {
  const last = points.at(-1)
  return last === undefined ? '–' : amount(last.value)
}

function highest({ points }: Series): number {
  return Math.max(0, ...points.map(({ value }) => value))
}

export const Plot = memo(PlotView)
