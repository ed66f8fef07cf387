import { useEffect } from 'react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mount } from '../test/mount.tsx'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { defineChannel, useChannel, useChannelEvent, useHistory, usePublish } from './index.ts'
import type { Publish, UseHistoryResult } from './index.ts'

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
  function Listener(): null {
    useChannelEvent(board, 'said', ({ data }) => heard.push(data.toUpperCase()))
    useChannelEvent(board, ['moved'], ({ data }) => heard.push(data.toFixed(1)))
    return null
  }
  const page = mount(<Listener />, { client: ana.client })
  await world.pass()
  const commits = page.commits()
  const channel = ben.client.channel(board)
  await after(channel.publish('said', 'a'), channel.publish('moved', 1), channel.publish('said', 'b'))
  expect(heard).toEqual(['A', '1.0', 'B'])
  expect(page.commits()).toBe(commits)
  page.unmount()
  await after(channel.publish('said', 'c'))
  expect(heard).toHaveLength(3)
})

it('hears what an attach replays: listening comes before the lease', async () => {
  await after(ben.client.channel('room').publish('said', 'before'))
  const heard: unknown[] = []
  function Listener(): null {
    useChannel('room', { rewind: 10, onMessage: ({ data }) => heard.push(data) })
    return null
  }
  mount(<Listener />, { client: ana.client })
  await world.pass()
  expect(heard).toEqual(['before'])
})

it('publishes without rendering or attaching, with a function that stays the same', async () => {
  const functions = new Set<Publish>()
  function Writer(): null {
    const publish = usePublish('room')
    useEffect(() => void functions.add(publish))
    return null
  }
  const page = mount(<Writer />, { client: ana.client })
  page.render(<Writer />)
  const [publish] = functions
  await after(Promise.resolve(publish?.('said', 'hello')))
  expect(functions.size).toBe(1)
  expect(ana.calls.filter((call) => call.endsWith('room'))).toEqual(['publish room'])
})

interface LogProps {
  readonly live?: boolean
  readonly limit?: number
  readonly tell?: (log: UseHistoryResult) => void
}

function Log({ tell, ...options }: LogProps): ReactElement {
  const log = useHistory('room', options)
  useEffect(() => {
    tell?.(log)
  })
  return (
    <p>{log.messages.map(({ data, status }) => `${String(data)}${status === 'sent' ? '' : `(${status})`}`).join()}</p>
  )
}

it('joins pages of the past with what comes live', async () => {
  const room = ben.client.channel('room')
  await after(...Array.from({ length: 25 }, (_, index) => room.publish('said', index)))
  let log: UseHistoryResult | undefined
  const page = mount(<Log limit={10} tell={(result) => (log = result)} />, { client: ana.client })
  await world.pass()
  expect(page.text()).toBe('15,16,17,18,19,20,21,22,23,24')
  expect(log).toMatchObject({ status: 'ready', hasOlder: true, isFetchingOlder: false })

  await after(Promise.all([log?.fetchOlder(), room.publish('said', 25)]))
  await after(Promise.resolve(log?.fetchOlder()))
  expect(page.text()).toBe(Array.from({ length: 26 }, (_, index) => index).join())
  expect(log?.hasOlder).toBe(false)
  expect(ana.calls.filter((call) => call.startsWith('history'))).toHaveLength(3)
})

it('reads the past without attaching when it need not be live', async () => {
  await after(ben.client.channel('room').publish('said', 'past'))
  const page = mount(<Log live={false} />, { client: ana.client })
  await world.pass()
  await after(ben.client.channel('room').publish('said', 'later'))
  expect(page.text()).toBe('past')
  expect(ana.calls.filter((call) => call.startsWith('attach'))).toEqual([])
})

it('shows our own message at once, and the same message once it is confirmed', async () => {
  const ids = new Set<string>()
  const page = mount(<Log tell={({ messages }) => messages.forEach(({ id }) => ids.add(id))} />, { client: ana.client })
  await world.pass()
  const saying = ana.client.channel('room').publish('said', 'mine')
  await world.pass(0)
  expect(page.text()).toMatch(/^mine/)
  await after(saying)
  expect(page.text()).toBe('mine')
  expect(ids.size).toBe(1)
})

it('keeps a message that failed, sends it again under its id, or drops it', async () => {
  const cleo = world.person('cleo', { queue: { maxMessages: 0 } })
  let log: UseHistoryResult | undefined
  const page = mount(<Log tell={(result) => (log = result)} />, { client: cleo.client })
  await world.pass()
  world.hub.goOffline('cleo')
  await world.pass()
  const room = cleo.client.channel('room')
  void room.publish('said', 'again')
  void room.publish('said', 'never')
  await world.pass()
  expect(page.text()).toBe('again(failed),never(failed)')
  const [again, never] = log?.messages ?? []
  expect(again?.error).toMatchObject({ code: 'queue_full' })

  log?.discard(never?.id ?? '')
  await world.pass()
  expect(page.text()).toBe('again(failed)')
  world.hub.goOnline('cleo')
  await world.pass(1_000)
  log?.retry(again?.id ?? '')
  await world.pass()
  expect(page.text()).toBe('again')
  expect(log?.messages[0]?.id).toBe(again?.id)
})

it('says where messages are missing after the service has forgotten them', async () => {
  let log: UseHistoryResult | undefined
  const page = mount(<Log tell={(result) => (log = result)} />, { client: ana.client })
  await after(ben.client.channel('room').publish('said', 'before'))
  world.hub.restart()
  await world.pass(1_000)
  await after(ben.client.channel('room').publish('said', 'after'))
  expect(page.text()).toBe('before,after')
  expect(log?.gaps).toMatchObject([{ afterId: log?.messages[0]?.id }])
})
