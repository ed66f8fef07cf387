import { ably } from '@herenow/ably'
import { centrifugo } from '@herenow/centrifugo'
import { pubnub } from '@herenow/pubnub'
import { rabbitmq } from '@herenow/rabbitmq'
import type { Client, ClientOptions, Env } from '@herenow/react'
import {
  createClient,
  platformSockets,
  RealtimeProvider,
  useChannel,
  useConnectionState,
  useHistory,
  usePresence,
  useTyping,
} from '@herenow/react'
import { websocket } from '@herenow/websocket'
import { Client as StompClient } from '@stomp/stompjs'
import { cleanup, render, screen } from '@testing-library/react'
import { Realtime } from 'ably'
import { Centrifuge } from 'centrifuge'
import PubNub from 'pubnub'
import type { ReactElement } from 'react'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { commands } from 'vitest/browser'
import { countCalls } from '../../test/count-calls.ts'
import { openService } from './open-service.ts'
import { signToken } from './sign-token.ts'

// What an app pays for rendering: nothing. Calls are counted on the SDK, over a real service or its stand-in; on a Herenow
// server, which needs no SDK, what is sent is.

afterEach(cleanup)

type Settings = Readonly<Record<string, string>>
type Calls = string[]

type CountedOptions = Pick<ClientOptions, 'adapter' | 'env'>

/** A client's options for each service, with which what the service is asked is written down. */
const countedOptions = {
  websocket: ({ url = '' }: Settings, calls: Calls) => ({
    adapter: websocket(url),
    env: { createSocket: countedSockets(calls) },
  }),
  centrifugo: ({ url = '' }: Settings, calls: Calls) => ({
    adapter: centrifugo((options) => countCalls(new Centrifuge(url, { ...options }), calls)),
  }),
  rabbitmq: ({ url = '' }: Settings, calls: Calls) => ({
    adapter: rabbitmq((options) => countCalls(new StompClient({ brokerURL: url, ...options }), calls), {
      login: 'guest',
      passcode: 'guest',
    }),
  }),
  ably({ url = '', key = '' }: Settings, calls: Calls) {
    const { hostname, port } = new URL(url)
    const there = { key, endpoint: hostname, port: Number(port), tls: false, disableConnectivityCheck: true }
    return { adapter: ably((options) => countCalls(new Realtime({ ...options, ...there }), calls)) }
  },
  pubnub({ url = '', subscribeKey = '', publishKey = '' }: Settings, calls: Calls) {
    const there = { subscribeKey, publishKey, origin: new URL(url).host, ssl: false }
    return { adapter: pubnub((options) => countCalls(new PubNub({ ...options, ...there }), calls)) }
  },
} satisfies Readonly<Record<string, (settings: Settings, calls: Calls) => CountedOptions>>

type ServiceName = keyof typeof countedOptions

/** Signs of life come by the clock. */
const signsOfLife: readonly string[] = ['ping', 'pong']

/** Sockets that write down the kind of each item that is sent. */
function countedSockets(calls: Calls): Env['createSocket'] {
  const open = platformSockets()
  return (...where) => {
    const socket = open(...where)
    return {
      send(frame) {
        const items = [JSON.parse(frame)].flat() as readonly { readonly type: string }[]
        calls.push(...items.map(({ type }) => type).filter((type) => !signsOfLife.includes(type)))
        socket.send(frame)
      },
      close: (code, reason) => socket.close(code, reason),
    }
  }
}

/** The five hooks, with options and handlers that are new at every render. */
function Room({ channel, hasPresence }: { readonly channel: string; readonly hasPresence: boolean }): ReactElement {
  useChannel(channel, { onMessage: () => {}, onSignal: () => {} })
  const { messages, status } = useHistory(channel, { limit: 50, live: true })
  const { members } = usePresence(channel, { enter: hasPresence, throttle: 100 })
  const { typing } = useTyping(channel, { timeout: 4_000 })
  const connection = useConnectionState((state) => ({ word: state.status }), sameWord)
  return (
    <p>
      {[connection.word, status, ...members.map(({ clientId }) => clientId), `${typing.length} typing`].join(', ')}:{' '}
      {messages.map(({ data }) => String(data)).join(', ')}
    </p>
  )
}

const sameWord = (a: { readonly word: string }, b: { readonly word: string }): boolean => a.word === b.word

/** Somebody else in the room, over an SDK that nobody counts. */
async function neighbor(query: string): Promise<Client> {
  const opening = await openService(new URLSearchParams(query))
  if (opening.status !== 'open') throw new Error(opening.problem)
  const client = opening.service.clientFor({ clientId: 'ben', name: 'Ben' })
  onTestFinished(() => client.close())
  return client
}

describe.each(Object.keys(countedOptions) as ServiceName[])('%s', async (name) => {
  const { title, isSkipped } = await commands.lookForService(name)

  describe.skipIf(isSkipped)(title, () => {
    it('is asked nothing by 100 renders of the five hooks with new options', async () => {
      const query = await commands.startService(name)
      onTestFinished(() => commands.stopService(name))
      const settings: Settings = Object.fromEntries(new URLSearchParams(query))
      const channel = `room:renders-${name}`
      const calls: Calls = []
      const { secret } = settings
      const client = createClient({
        ...countedOptions[name](settings, calls),
        clientId: 'ana',
        ...(secret !== undefined && { token: () => signToken({ sub: 'ana' }, secret) }),
      })
      onTestFinished(() => client.close())
      const hasPresence = client.capabilities.presence !== 'none'
      const page = (): ReactElement => (
        <RealtimeProvider client={client}>
          <Room channel={channel} hasPresence={hasPresence} />
        </RealtimeProvider>
      )
      const { rerender } = render(page(), { reactStrictMode: true })
      const people = hasPresence ? ['ana'] : []
      await screen.findByText(['connected', 'ready', ...people, '0 typing:'].join(', '))
      const ben = await neighbor(query)
      await ben.channel(channel).publish('said', 'Before')
      await screen.findByText(/: Before$/)
      expect(calls.length).toBeGreaterThan(3)

      calls.splice(0)
      for (let count = 0; count < 100; count += 1) rerender(page())
      // What renders had asked for late would have been asked for by then.
      await ben.channel(channel).publish('said', 'After')
      await screen.findByText(/: Before, After$/)
      expect(calls).toEqual([])
    })
  })
})
