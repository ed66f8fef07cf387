import type { Env, UserInfo } from '@herenow/adapter'
import { expect, it } from 'vitest'
import { createRealEnv } from '../env/real-env.ts'
import { createEventRecorder } from '../event-recorder.ts'
import { silentLogger } from '../loggers.ts'
import type { Participant } from './participant.ts'
import { createParticipant } from './participant.ts'
import type { AdapterTestOptions, TestService } from './test-service.ts'

/** Where one test plays: a service, and the clients that come to it. */
export interface Stage {
  /** Makes a client that is not connected yet. */
  readonly open: (clientId: string, info?: UserInfo | null) => Participant
  /** Makes a client and waits until it is connected. */
  readonly join: (clientId: string, info?: UserInfo | null) => Promise<Participant>
  /** Breaks a client's connection and waits until it knows. */
  readonly cut: (participant: Participant) => Promise<void>
  /** Lets a client through and waits until it is connected again. */
  readonly restore: (participant: Participant) => Promise<void>
  readonly deny: Change
  readonly allow: Change
  readonly denyPresence: Change
  readonly allowPresence: Change
}

/** Changes what a client may do in a channel, and waits until the service goes by that. */
type Change = (participant: Participant, channel: string) => Promise<void>

/** Declares one test, with a stage of its own. */
export type Scenario = (title: string, play: (stage: Stage) => Promise<void>) => void

/** How the tests of an adapter are declared. Whatever they are about, its sessions must end cleanly. */
export function createScenario(options: AdapterTestOptions): Scenario {
  return (title, play) =>
    it(title, async () => {
      const service = await options.start()
      const participants: Participant[] = []
      try {
        await play(createStage(service, participants))
        for (const participant of participants) {
          saysWhatItCanDo(participant, options)
          await endsCleanly(participant)
        }
      } finally {
        await Promise.all(participants.map(({ session }) => session.close()))
        await service.stop()
      }
    })
}

function createStage(service: TestService, participants: Participant[]): Stage {
  const env: Env = service.env ?? createRealEnv()

  function open(clientId: string, info: UserInfo | null = null): Participant {
    const name = `${clientId}-${participants.length + 1}`
    const client = { name, clientId, info }
    const adapter = service.adapter(client)
    const recorder = createEventRecorder()
    const session = adapter.open({
      clientId,
      info,
      failFast: false,
      token: () => Promise.resolve(service.token?.(client) ?? null),
      env,
      log: silentLogger,
      emit: recorder.emit,
    })
    const participant = createParticipant(client, adapter, session, recorder)
    participants.push(participant)
    return participant
  }

  function change(make: (...of: Parameters<Change>) => void | Promise<void>): Change {
    return async (participant, channel) => {
      await make(participant, channel)
      if (service.token) await participant.session.refreshToken?.()
    }
  }

  return {
    open,
    async join(clientId, info) {
      const participant = open(clientId, info)
      participant.session.connect()
      await participant.reaches('connected')
      return participant
    },
    async cut(participant) {
      await service.cut(participant)
      await participant.reaches('disconnected')
    },
    async restore(participant) {
      await service.restore(participant)
      participant.session.connect()
      await participant.reaches('connected')
    },
    deny: change((participant, channel) => service.deny?.(participant, channel)),
    allow: change((participant, channel) => service.allow?.(participant, channel)),
    denyPresence: change((participant, channel) => service.denyPresence?.(participant, channel)),
    allowPresence: change((participant, channel) => service.allowPresence?.(participant, channel)),
  }
}

/** The adapter may say it itself, or its session when it has connected or has attached a channel. */
function saysWhatItCanDo({ name, adapter, recorder }: Participant, { capabilities }: AdapterTestOptions): void {
  let ofService: unknown = adapter.capabilities
  for (const event of recorder.batches.flat()) {
    if (event.type === 'connection' && event.state.status === 'connected') {
      ofService = { ...adapter.capabilities, ...event.state.capabilities }
    }
    if (event.type !== 'attached') continue
    expect(Object.assign({}, ofService, event.capabilities), `what ${name} can do`).toEqual(capabilities)
  }
}

async function endsCleanly({ session, recorder, state, name }: Participant): Promise<void> {
  await session.close()
  expect(state(), `state of ${name} after close`).toEqual({ status: 'closed' })
  for (const batch of recorder.batches) expect(batch, `what ${name} was told at once`).not.toEqual([])
}
