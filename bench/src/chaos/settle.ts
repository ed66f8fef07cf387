import type { Archivist } from './archivist.ts'
import { channels } from './channels.ts'
import type { Participant } from './participant.ts'
import { until } from './wait.ts'

/** Milliseconds after which somebody who has not caught up never will: beyond every timeout and retry of the client. */
const patience = 90_000
/** Milliseconds between two looks at what is still missing. */
const slowAfter = 3_000
/** The server's grace, its settling after a start, and the two seconds of the promise, with room for a busy machine. */
const presencePatience = 45_000

/**
 * Heals everything, waits until publishers have their answers, and then until everybody has heard the newest message.
 * Returns how many milliseconds that took from the healing on; `null`: it never happened. `tell` hears who is slow.
 */
export async function catchUp(
  participants: readonly Participant[],
  archivist: Archivist,
  tell: (text: string) => void,
): Promise<number | null> {
  const start = performance.now()
  const slow = setInterval(() => tell(participants.map(({ situation }) => `  ${situation}`).join('\n')), slowAfter)
  try {
    return (await everybodyHasEverything(participants, archivist)) ? performance.now() - start : null
  } finally {
    clearInterval(slow)
  }
}

async function everybodyHasEverything(participants: readonly Participant[], archivist: Archivist): Promise<boolean> {
  const stopped = participants.flatMap(({ publishers }) => [...publishers.values()].map((it) => it.stop()))
  for (const participant of participants) {
    participant.proxy.heal()
    participant.platform('online')
    participant.platform('visible')
  }
  await Promise.all(stopped)
  const newest = await Promise.all(channels.map((channel) => archivist.newest(channel)))
  const caughtUp = (): boolean =>
    participants.every(
      ({ isConnected, heard }) =>
        isConnected && channels.every((channel, index) => (heard.get(channel)?.newest ?? 0) >= (newest[index] ?? 0)),
    )
  return (await until(caughtUp, patience)) !== null
}

/** Milliseconds until everybody sees who takes part, each with one connection; `null`: not in time. */
export function convergePresence(participants: readonly Participant[]): Promise<number | null> {
  const present = participants.filter((it) => it.isPresent).map(({ name }) => name)
  return until(
    () =>
      participants.every(({ seen }) => seen.size === present.length && present.every((name) => seen.get(name) === 1)),
    presencePatience,
  )
}
