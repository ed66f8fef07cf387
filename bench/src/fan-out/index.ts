import { median } from '../report/median.ts'
import { printTable } from '../report/table.ts'
import type { Figures, Rig } from './measure.ts'
import { createRig } from './measure.ts'
import type { Offer } from './server-process.ts'
import type { Variant } from './variant.ts'
import { titles, variants } from './variant.ts'

export interface FanOutSettings {
  readonly rounds: number
  readonly milliseconds: number
  readonly sockets: number
}

type Results = ReadonlyMap<Variant, Figures>

/** Runs every variant in turn, round after round, and takes each figure's median: drift of the machine hits all alike. */
export async function runFanOut({ rounds, milliseconds, sockets }: FanOutSettings): Promise<void> {
  const load: Offer = { rate: 1_000, milliseconds }
  const crowd = await compare(sockets, load, rounds)
  print(`Fan-out: 1,000 messages/s offered to ${sockets} sockets, about 200 bytes, median of ${rounds}`, crowd)
  const lone = await compare(1, { rate: 50, milliseconds }, rounds)
  print(`A lone message every 20 ms on one socket, median of ${rounds}`, lone)
}

async function compare(sockets: number, offer: Offer, rounds: number): Promise<Results> {
  const batch = await usualBatch(sockets, offer)
  const rigs: Rig[] = []
  for (const variant of variants) rigs.push(await createRig(variant, sockets, batch))
  const runs = new Map<Variant, Figures[]>(variants.map((variant) => [variant, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const rig of rigs) runs.get(rig.variant)?.push(await rig.run(offer))
  }
  for (const rig of rigs) await rig.stop()
  return new Map([...runs].map(([variant, figures]) => [variant, medians(figures)]))
}

/** The bare loop is given the batch size that our server comes to by itself. */
async function usualBatch(sockets: number, offer: Offer): Promise<number> {
  const rig = await createRig('herenow', sockets, 1)
  const { batch } = await rig.run(offer)
  await rig.stop()
  return batch
}

function medians(figures: readonly Figures[]): Figures {
  const of = (name: keyof Figures): number => median(figures.map((figure) => figure[name]))
  return {
    published: of('published'),
    deliveriesPerSecond: of('deliveriesPerSecond'),
    cpuPerDelivery: of('cpuPerDelivery'),
    batch: of('batch'),
    p50: of('p50'),
    p99: of('p99'),
  }
}

function print(title: string, results: Results): void {
  const ours = results.get('herenow')
  const rows = variants.map((variant) => {
    const figures = results.get(variant)
    if (figures === undefined || ours === undefined) return [titles[variant]]
    return [
      titles[variant],
      `${Math.round(figures.deliveriesPerSecond).toLocaleString('en')}`,
      figures.cpuPerDelivery.toFixed(2),
      (ours.cpuPerDelivery / figures.cpuPerDelivery).toFixed(2),
      figures.batch.toFixed(1),
      figures.p50.toFixed(2),
      figures.p99.toFixed(2),
      (ours.p50 / figures.p50).toFixed(2),
    ]
  })
  const head = ['', 'deliveries/s', 'CPU µs each', 'ours ÷ CPU', 'per write', 'p50 ms', 'p99 ms', 'ours ÷ p50']
  printTable(title, head, rows)
}
