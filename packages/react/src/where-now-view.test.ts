import { createClient, RealtimeError } from '@herenow/core'
import type { Client } from '@herenow/core'
import { createTestEnv, scriptedAdapter, settled } from '@herenow/testing'
import { expect, it } from 'vitest'
import { whereNowView } from './where-now-view.ts'

interface Question {
  readonly clientId: string | undefined
  answer(channels: readonly string[]): void
  refuse(error: unknown): void
}

/** A real client whose answers about whereabouts the test gives. */
function askedClient(): { client: Client; questions: Question[] } {
  const questions: Question[] = []
  const real = createClient({ adapter: scriptedAdapter(), env: createTestEnv().env })
  const client: Client = {
    ...real,
    whereNow: (clientId) =>
      new Promise((answer, refuse) => {
        questions.push({ clientId, answer, refuse })
      }),
  }
  return { client, questions }
}

it('asks at the first lease only', () => {
  const { client, questions } = askedClient()
  const view = whereNowView(client, 'ana')
  expect(questions).toHaveLength(0)
  view.lease()()
  view.lease()
  expect(questions.map((question) => question.clientId)).toEqual(['ana'])
})

it('shows the answer to the newest question, whichever comes last', async () => {
  const { client, questions } = askedClient()
  const view = whereNowView(client, 'ana')
  const first = view.refresh()
  const second = view.refresh()
  questions[1]?.answer(['new'])
  await second
  questions[0]?.answer(['old'])
  await first
  expect(view.getState()).toEqual({ channels: ['new'], status: 'ready', error: null })
})

it('keeps what it knew when asking fails, and says why', async () => {
  const { client, questions } = askedClient()
  const view = whereNowView(client, undefined)
  view.lease()
  questions[0]?.answer(['room'])
  await settled()
  const refreshed = view.refresh()
  const error = new RealtimeError({ code: 'timeout', message: 'No answer.' })
  questions[1]?.refuse(error)
  await refreshed
  expect(view.getState()).toEqual({ channels: ['room'], status: 'error', error })
})

it('tells listeners until they are done listening', async () => {
  const { client, questions } = askedClient()
  const view = whereNowView(client, 'ana')
  const heard: string[] = []
  const stop = view.subscribe((state, previous) => heard.push(`${previous.status} → ${state.status}`))
  view.lease()
  questions[0]?.refuse('odd')
  await settled()
  stop()
  const refreshed = view.refresh()
  questions[1]?.answer([])
  await refreshed
  expect(heard).toEqual(['pending → error'])
})
