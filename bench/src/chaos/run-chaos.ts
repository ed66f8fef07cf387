import type { FaultKind } from '@herenow/testing'
import { faultKinds } from '@herenow/testing'
import type { Archivist } from './archivist.ts'
import { createArchivist } from './archivist.ts'
import { channels, presenceChannel } from './channels.ts'
import { checkRun } from './check/check-run.ts'
import type { Violation } from './check/violation.ts'
import { watchMishaps } from './env/mishaps.ts'
import { Participant } from './participant.ts'
import type { ServerAction, Step } from './plan.ts'
import { planRound } from './plan.ts'
import type { ServerCounts } from './play-round.ts'
import { playRound } from './play-round.ts'
import type { PublishedMessage, RunRecord, StoredMessage } from './record.ts'
import type { ServerControl } from './server-control.ts'
import { startServer } from './server-control.ts'
import { catchUp, convergePresence } from './settle.ts'

export interface ChaosOptions {
  readonly seed: number
  readonly rounds: number
  /** Milliseconds of a round, before everything is healed and counted. */
  readonly roundLength: number
  /** Faults of each kind in a round. */
  readonly faultsOfEachKind: number
  readonly clients: number
  readonly publishers: number
  /** Milliseconds between two batches of a publisher in a channel. */
  readonly pause: number
  /** Where the server keeps messages; `null`: in memory, and then it must not be killed. */
  readonly file: string | null
  readonly serverActions: readonly ServerAction[]
  /** Milliseconds between two things that happen to the server. */
  readonly betweenServerActions: number
  /** Told after each round, for whoever waits. */
  readonly progress?: ((text: string) => void) | undefined
}

/** What a run did, and what it found. */
export interface ChaosResult {
  readonly record: RunRecord
  readonly violations: readonly Violation[]
  readonly steps: readonly Step[]
  /** By kind, how many faults met a connection. */
  readonly faults: ReadonlyMap<FaultKind, number>
  readonly server: ServerCounts
  /** Connections that clients opened. */
  readonly connections: number
  /** Milliseconds from healing until everybody had everything, the worst of all rounds. */
  readonly worstRecovery: number | null
  /** Milliseconds until everybody saw the same people. */
  readonly presenceAfter: number | null
  /** Milliseconds of the rounds, waiting included. */
  readonly duration: number
}

/** Runs real clients against a real server, with everything going wrong that the seed says, and checks every promise. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const mishaps: string[] = []
  const mishap = (what: string): void => void mishaps.push(what)
  const stopWatching = watchMishaps(mishap)
  const server = await startServer(options.file, mishap)
  let run: Run
  try {
    run = await runAgainst(server, options, mishaps)
  } finally {
    await server.end()
    stopWatching()
  }
  return { ...run, violations: checkRun(run.record, presenceChannel) }
}

type Run = Omit<ChaosResult, 'violations'>
type Epochs = ReadonlyMap<string, Set<string>>

async function runAgainst(server: ServerControl, options: ChaosOptions, mishaps: string[]): Promise<Run> {
  const archivist = createArchivist(server.port)
  const epochs: Epochs = new Map(channels.map((channel) => [channel, new Set<string>()]))
  const participants = await gather(server.port, options, epochs, (what) => mishaps.push(what))
  const start = performance.now()
  const counts: ServerCounts = { kill: 0, stop: 0, pause: 0 }
  const steps: Step[] = []
  const recoveries: (number | null)[] = []
  for (let round = 0; round < options.rounds; round += 1) {
    const planned = planRound({ ...options, seed: options.seed * 1_000 + round, milliseconds: options.roundLength })
    steps.push(...planned)
    for (const { publishers } of participants) for (const publisher of publishers.values()) publisher.start()
    await playRound(planned, options.roundLength, participants, server, counts)
    const recovery = await catchUp(participants, archivist, (text) => options.progress?.(text))
    recoveries.push(recovery)
    const situations = participants.map(({ situation }) => situation).join('; ')
    if (recovery === null) mishaps.push(`round ${round}: somebody never caught up: ${situations}`)
    else options.progress?.(`round ${round + 1} of ${options.rounds}: all caught up after ${Math.round(recovery)} ms`)
  }
  const duration = performance.now() - start
  const presenceAfter = await convergePresence(participants)
  const record = await writeRecord(participants, archivist, epochs, mishaps)
  await Promise.all([archivist.close(), ...participants.map((participant) => participant.close())])
  return {
    record,
    steps,
    faults: countFaults(participants),
    server: counts,
    connections: participants.reduce((sum, { proxy }) => sum + proxy.connections, 0),
    worstRecovery: recoveries.reduce((worst, it) => (worst === null || it === null ? null : Math.max(worst, it)), 0),
    presenceAfter,
    duration,
  }
}

function gather(
  port: number,
  options: ChaosOptions,
  epochs: Epochs,
  mishap: (what: string) => void,
): Promise<readonly Participant[]> {
  return Promise.all(
    Array.from({ length: options.clients }, (_, number) =>
      Participant.join({
        number,
        port,
        seed: options.seed * 1_000 + number,
        publishes: number < options.publishers,
        enters: number % 2 === 0,
        // Some as clients are by themselves; most come back soon, so that more can happen to them.
        reconnectInterval: number % 4 === 3 ? null : 150,
        pause: options.pause,
        epochs,
        mishap,
      }),
    ),
  )
}

async function writeRecord(
  participants: readonly Participant[],
  archivist: Archivist,
  epochs: Epochs,
  mishaps: readonly string[],
): Promise<RunRecord> {
  const stored = new Map<string, readonly StoredMessage[]>()
  for (const channel of channels) stored.set(channel, await archivist.all(channel, epochs.get(channel) ?? new Set()))
  return {
    published: new Map(channels.map((channel) => [channel, publishedIn(channel, participants)])),
    stored,
    heard: new Map(
      participants.map(({ name, heard }) => [
        name,
        new Map([...heard].map(([channel, recorder]) => [channel, recorder.result()])),
      ]),
    ),
    epochs,
    present: new Set(participants.filter(({ isPresent }) => isPresent).map(({ name }) => name)),
    seen: new Map(participants.map(({ name, seen }) => [name, seen])),
    mishaps,
  }
}

function publishedIn(channel: string, participants: readonly Participant[]): readonly PublishedMessage[] {
  return participants.flatMap(({ publishers }) => publishers.get(channel)?.published ?? [])
}

function countFaults(participants: readonly Participant[]): ReadonlyMap<FaultKind, number> {
  return new Map(faultKinds.map((kind) => [kind, participants.reduce((sum, { proxy }) => sum + proxy.count(kind), 0)]))
}
