import type { ReactElement } from 'react'
import { memo, useMemo } from 'react'
import type { Sample } from '../looking/sample.ts'
import { Plot } from './plot.tsx'
import type { Series } from './plot.tsx'

/** Rates and delays of the last minutes. */
export const Plots = memo(function Plots({ samples }: { readonly samples: readonly Sample[] }): ReactElement {
  const series = useMemo(() => {
    const line = (name: string, of: (sample: Sample) => number): Series => ({
      name,
      points: samples.map((sample) => ({ time: sample.time, value: of(sample) })),
    })
    return {
      connections: [line('connections', (sample) => sample.connections)],
      publishes: [line('publishes', (sample) => sample.publishes)],
      deliveries: [line('deliveries', (sample) => sample.deliveries)],
      delays: [line('event loop', (sample) => sample.loopDelay), line('delivery', (sample) => sample.deliveryDelay)],
    }
  }, [samples])
  return (
    <div className="plots">
      <Plot title="Connections" unit="open" series={series.connections} />
      <Plot title="Publishes" unit="/s" series={series.publishes} />
      <Plot title="Deliveries" unit="/s" series={series.deliveries} />
      <Plot title="Longest delays" unit="ms" series={series.delays} />
    </div>
  )
})
