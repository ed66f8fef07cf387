/** Metrics as somebody reads them. */
export interface ReadMetrics {
  /** The value of a series, written as the text has it; 0 where there is none. */
  of(series: string): number
  /** Of all series of a name, the sum. */
  sum(name: string): number
  /** Every series there is. */
  readonly series: readonly string[]
  /** `counter`, `gauge` or `histogram`, by name. */
  readonly types: ReadonlyMap<string, string>
}

const sample = /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})?) (\S+)$/

/** Reads the text format of Prometheus. Throws for a line that has no place in it. */
export function parseMetrics(text: string): ReadMetrics {
  const values = new Map<string, number>()
  const types = new Map<string, string>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue
    const [, typed, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? []
    const [, series, value] = sample.exec(line) ?? []
    if (typed !== undefined && type !== undefined) types.set(typed, type)
    else if (series === undefined || Number.isNaN(Number(value))) throw new Error(`This is no line of metrics: ${line}`)
    else if (values.has(series)) throw new Error(`There are two of ${series}`)
    else values.set(series, Number(value))
  }
  const ofName = (name: string): readonly number[] =>
    [...values].flatMap(([series, value]) => (series.split('{', 1)[0] === name ? [value] : []))
  return {
    of: (series) => values.get(series) ?? 0,
    sum: (name) => ofName(name).reduce((sum, value) => sum + value, 0),
    series: [...values.keys()],
    types,
  }
}

/** Reads the metrics of a server that lets everybody. */
export async function readMetrics(httpUrl: string, headers: Record<string, string> = {}): Promise<ReadMetrics> {
  const answer = await fetch(`${httpUrl}/metrics`, { headers })
  if (answer.status !== 200) throw new Error(`The metrics were answered with ${answer.status}`)
  return parseMetrics(await answer.text())
}
