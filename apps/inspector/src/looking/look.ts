import type { ChannelCountsList, ConnectionList, ConnectionOrder, ServerFigures } from '@herenow/server/api'
import type { Access } from '../access/access.ts'
import type { Answer } from './answer.ts'
import { nextAnswer, unanswered } from './answer.ts'
import type { NotedTrouble } from './noted-trouble.ts'
import { noteTroubles } from './noted-trouble.ts'
import type { Sample } from './sample.ts'
import { addSample } from './sample.ts'

/** What of the lists is asked for. */
export interface LookQuery {
  /** Of client ids; empty: all. */
  readonly clients: string
  readonly order: ConnectionOrder
  /** Of channel names; empty: all. */
  readonly channels: string
}

/** How a server looks at a moment. */
export interface Look {
  readonly figures: Answer<ServerFigures>
  readonly connections: Answer<ConnectionList>
  readonly channels: Answer<ChannelCountsList>
  readonly samples: readonly Sample[]
  /** `null`: there was no look yet. */
  readonly troubles: readonly NotedTrouble[] | null
}

/** What came of asking for everything once; `null`: it wasn't asked for, since the key doesn't allow it. */
export interface LookResults {
  readonly figures: PromiseSettledResult<ServerFigures> | null
  readonly connections: PromiseSettledResult<ConnectionList> | null
  readonly channels: PromiseSettledResult<ChannelCountsList> | null
}

export const firstLook: Look = {
  figures: unanswered,
  connections: unanswered,
  channels: unanswered,
  samples: [],
  troubles: null,
}

/** Rows of a list. */
const limit = 100

/** Asks for everything that the key allows. Never rejects. */
export async function ask({ api, rights }: Access, query: LookQuery): Promise<LookResults> {
  const { clients, order, channels } = query
  const [figures, connections, counts] = await Promise.all([
    rights.has('info') ? settled(api.figures()) : null,
    rights.has('connections') ? settled(api.connections({ pattern: patternOf(clients), order, limit })) : null,
    rights.has('channels') ? settled(api.channelCounts({ pattern: patternOf(channels), limit })) : null,
  ])
  return { figures, connections, channels: counts }
}

/** The next look: what can't be had stays as it was. */
export function nextLook(before: Look, { figures, connections, channels }: LookResults): Look {
  const told = figures?.status === 'fulfilled' ? figures.value : null
  return {
    figures: figures === null ? before.figures : nextAnswer(before.figures, figures),
    connections: connections === null ? before.connections : nextAnswer(before.connections, connections),
    channels: channels === null ? before.channels : nextAnswer(before.channels, channels),
    samples: told === null ? before.samples : addSample(before.samples, told),
    troubles: told === null ? before.troubles : noteTroubles(before.troubles, told.troubles, told.time),
  }
}

/** Part of a name is enough. */
function patternOf(text: string): string | undefined {
  const part = text.trim()
  if (part === '') return undefined
  return /[*?]/.test(part) ? part : `*${part}*`
}

async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise])
  return result
}
