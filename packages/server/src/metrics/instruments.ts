import type { Registry } from 'prom-client'
import { Counter, Gauge, Histogram } from 'prom-client'

/** Seconds: from what a memory engine takes to the deadlines of hooks. */
const buckets = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** A counter with labels. */
export function counter<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
): Counter<Label> {
  return new Counter({ name, help, labelNames, registers: [registry] })
}

/** A histogram of seconds. */
export function histogram<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[] = [],
): Histogram<Label> {
  return new Histogram({ name, help, labelNames, buckets, registers: [registry] })
}

/** A count that is kept elsewhere and looked up when somebody asks. */
export function readCount(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}

/** Counts of several things, by one label. */
export function readCounts(
  registry: Registry,
  name: string,
  help: string,
  by: { readonly label: string; readonly read: () => Iterable<readonly [value: string, count: number]> },
): void {
  new Counter({
    name,
    help,
    labelNames: [by.label],
    registers: [registry],
    collect() {
      this.reset()
      for (const [value, count] of by.read()) this.inc({ [by.label]: value }, count)
    },
  })
}

/** Something that goes up and down, looked up when somebody asks. */
export function readGauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
}

/** Several of them, by one label. */
export function readGauges(
  registry: Registry,
  name: string,
  help: string,
  by: { readonly label: string; readonly read: () => Iterable<readonly [value: string, size: number]> },
): void {
  new Gauge({
    name,
    help,
    labelNames: [by.label],
    registers: [registry],
    collect() {
      for (const [value, size] of by.read()) this.set({ [by.label]: value }, size)
    },
  })
}
