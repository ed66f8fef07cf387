import { assertNever } from '@herenow/adapter'
import type { Participant } from './participant.ts'
import type { Step } from './plan.ts'
import type { ServerControl } from './server-control.ts'
import { wait } from './wait.ts'

/** What a round did to the server. */
export interface ServerCounts {
  kill: number
  stop: number
  pause: number
}

/** Makes everything of a plan happen at its time. Resolves when the time is over and the server is back. */
export async function playRound(
  steps: readonly Step[],
  milliseconds: number,
  participants: readonly Participant[],
  server: ServerControl,
  counts: ServerCounts,
): Promise<void> {
  const start = performance.now()
  // One thing at a time: what is planned for a server that is away happens when it is back.
  let serverWork = Promise.resolve()
  for (const step of steps) {
    const early = start + step.at - performance.now()
    if (early > 0) await wait(early)
    if (step.kind === 'server') {
      counts[step.action] += 1
      serverWork = serverWork.then(() => server[step.action](step.lasts))
    } else {
      const participant = participants[step.client]
      if (participant !== undefined) perform(step, participant)
    }
  }
  await wait(Math.max(0, start + milliseconds - performance.now()))
  await serverWork
}

function perform(step: Exclude<Step, { readonly kind: 'server' }>, participant: Participant): void {
  switch (step.kind) {
    case 'fault':
      participant.proxy.inject(step.fault, { lasts: step.lasts ?? undefined })
      return
    case 'platform':
      return participant.platform(step.event)
    case 'presence':
      return participant.presence(step.action)
    default:
      return assertNever(step)
  }
}
