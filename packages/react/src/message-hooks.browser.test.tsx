import { useEffect } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { defineChannel, useChannel, useChannelEvent, useHistory, usePublish } from './index.ts'
import type { Publish, UseHistoryOptions, UseHistoryResult } from './index.ts'

let world: World
let ana: Person
let ben: Person
beforeEach(() => {
  world = createWorld()
  ana = world.person('ana')
  ben = world.person('ben')
})
afterEach(() => world.close())
expectQuietConsole()

/** Does something and lets the world take notice. */
async function after(...doing: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all([...doing, world.pass()])
}

interface Board {
  readonly messages: { readonly said: string; readonly moved: number }
  readonly presence: null
}
const board = defineChannel<Board>('board')

it('hands over messages by name, once and in order, and none after it unmounted', async () => {
  const heard: string[] = []
  const { commits, unmount } = renderHookWithClient(
    () => {
      useChannelEvent(board, 'said', ({ data }) => heard.push(data.toUpperCase()))
      useChannelEvent(board, ['moved'], ({ data }) => heard.push(data.toFixed(1)))
    },
    { client: ana.client },
  )
  await world.pass()
  const before = commits()
  const channel = ben.client.channel(board)
  await after(channel.publish('said', 'a'), channel.publish('moved', 1), channel.publish('said', 'b'))
  expect(heard).toEqual(['A', '1.0', 'B'])
  expect(commits()).toBe(before)
  unmount()
  await after(channel.publish('said', 'c'))
  expect(heard).toHaveLength(3)
})

it('hears what an attach replays: listening comes before the lease', async () => {
  await after(ben.client.channel('room').publish('said', 'before'))
  const heard: unknown[] = []
  renderHookWithClient(() => useChannel('room', { rewind: 10, onMessage: ({ data }) => heard.push(data) }), {
    client: ana.client,
  })
  await world.pass()
  expect(heard).toEqual(['before'])
})

it('publishes without rendering or attaching, with a function that stays the same', async () => {
  const functions = new Set<Publish>()
  const { rerender } = renderHookWithClient(
    () => {
      const publish = usePublish('room')
      useEffect(() => void functions.add(publish))
    },
    { client: ana.client },
  )
  rerender()
  const [publish] = functions
  await after(Promise.resolve(publish?.('said', 'hello')))
  expect(functions.size).toBe(1)
  expect(ana.calls.filter((call) => call.endsWith('room'))).toEqual(['publish room'])
})

/** The log of the room, as `person` sees it. */
function logOf(person: Person, options?: UseHistoryOptions) {
  return renderHookWithClient(() => useHistory('room', options), { client: person.client }).result
}

function said({ messages }: UseHistoryResult): readonly string[] {
  return messages.map(({ data, status }) => `${String(data)}${status === 'sent' ? '' : `(${status})`}`)
}

const numbersBelow = (end: number): readonly number[] => Array.from({ length: end }, (_, index) => index)

it('joins pages of the past with what comes live', async () => {
  const room = ben.client.channel('room')
  await after(...numbersBelow(25).map((number) => room.publish('said', number)))
  const log = logOf(ana, { limit: 10 })
  await world.pass()
  expect(said(log.current).join()).toBe('15,16,17,18,19,20,21,22,23,24')
  expect(log.current).toMatchObject({ status: 'ready', hasOlder: true, isFetchingOlder: false })

  await after(log.current.fetchOlder(), room.publish('said', 25))
  await after(log.current.fetchOlder())
  expect(said(log.current).join()).toBe(numbersBelow(26).join())
  expect(log.current.hasOlder).toBe(false)
  expect(ana.calls.filter((call) => call.startsWith('history'))).toHaveLength(3)
})

it('reads the past without attaching when it need not be live', async () => {
  await after(ben.client.channel('room').publish('said', 'past'))
  const log = logOf(ana, { live: false })
  await world.pass()
  await after(ben.client.channel('room').publish('said', 'later'))
  expect(said(log.current)).toEqual(['past'])
  expect(ana.calls.filter((call) => call.startsWith('attach'))).toEqual([])
})

it('shows our own message at once, and the same message once it is confirmed', async () => {
  const ids = new Set<string>()
  const { result: log } = renderHookWithClient(
    () => {
      const history = useHistory('room')
      useEffect(() => history.messages.forEach(({ id }) => ids.add(id)))
      return history
    },
    { client: ana.client },
  )
  await world.pass()
  const saying = ana.client.channel('room').publish('said', 'mine')
  await world.pass(0)
  expect(said(log.current)).toEqual([expect.stringMatching(/^mine/)])
  await after(saying)
  expect(said(log.current)).toEqual(['mine'])
  expect(ids.size).toBe(1)
})

it('keeps a message that failed, sends it again under its id, or drops it', async () => {
  const cleo = world.person('cleo', { queue: { maxMessages: 0 } })
  const log = logOf(cleo)
  await world.pass()
  world.hub.goOffline('cleo')
  await world.pass()
  const room = cleo.client.channel('room')
  void room.publish('said', 'again')
  void room.publish('said', 'never')
  await world.pass()
  expect(said(log.current)).toEqual(['again(failed)', 'never(failed)'])
  const [again, never] = log.current.messages
  expect(again?.error).toMatchObject({ code: 'queue_full' })

  log.current.discard(never?.id ?? '')
  await world.pass()
  expect(said(log.current)).toEqual(['again(failed)'])
  world.hub.goOnline('cleo')
  await world.pass(1_000)
  log.current.retry(again?.id ?? '')
  await world.pass()
  expect(said(log.current)).toEqual(['again'])
  expect(log.current.messages[0]?.id).toBe(again?.id)
})

it('says where messages are missing after the service has forgotten them', async () => {
  const log = logOf(ana)
  await after(ben.client.channel('room').publish('said', 'before'))
  world.hub.restart()
  await world.pass(1_000)
  await after(ben.client.channel('room').publish('said', 'after'))
  expect(said(log.current)).toEqual(['before', 'after'])
  expect(log.current.gaps).toMatchObject([{ afterId: log.current.messages[0]?.id }])
})
