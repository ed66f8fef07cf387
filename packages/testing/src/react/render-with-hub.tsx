import { RealtimeError } from '@herenow/adapter'
import type { Hub, SeedMessage } from '@herenow/memory'
import { createHub } from '@herenow/memory'
import type { Client, UserInfo } from '@herenow/react'
import { createClient, RealtimeProvider } from '@herenow/react'
import type { RenderOptions, RenderResult } from '@testing-library/react'
import { render } from '@testing-library/react'
import type { ReactElement, ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { updatesComeByThemselves } from './act-environment.ts'

/** Somebody else in the room. */
export interface PersonInRoom<Id extends string = string> {
  readonly clientId: Id
  readonly info?: UserInfo | undefined
  /** Their presence state. */
  readonly state?: unknown
}

/** Options of `renderWithHub`, besides those of Testing Library's `render`. */
export interface RenderWithHubOptions<Id extends string = string> extends Omit<RenderOptions, 'queries'> {
  /** The client id of the user whose screen is rendered. Default `me`. */
  readonly clientId?: string | undefined
  readonly info?: UserInfo | undefined
  /** The channel of `people` and `messages`. */
  readonly channel?: string | undefined
  /** The others who are present in `channel`. Each has a client of their own. */
  readonly people?: readonly PersonInRoom<Id>[] | undefined
  /** Earlier messages of `channel`, oldest first. */
  readonly messages?: readonly SeedMessage[] | undefined
  /** An existing hub, for example to take it offline before the first render. Default: a new one. */
  readonly hub?: Hub | undefined
}

/** The result of `renderWithHub`, besides that of Testing Library's `render`. */
export interface RenderWithHubResult<Id extends string = string> extends RenderResult {
  /** The service: `hub.goOffline('me')`, `hub.deny(…)`, `hub.restart()`. */
  readonly hub: Hub
  /** The client of the user whose screen is rendered. */
  readonly client: Client
  /** The clients of the others, by id. */
  readonly people: { readonly [Name in Id]: Client }
}

/**
 * Renders with a client whose service runs in this process, and with other people in a channel.
 *
 * Their actions arrive a moment later, as from a network: wait with `findBy…` or `waitFor`. No update needs `act`.
 * Unmounting, as Testing Library does after each test, closes every client. Throws `invalid_argument` for people or
 * messages without a `channel`.
 */
export function renderWithHub<const Id extends string = never>(
  ui: ReactNode,
  options: RenderWithHubOptions<Id> = {},
): RenderWithHubResult<Id> {
  const { clientId = 'me', info, channel, people = [], messages = [], hub = createHub(), ...renderOptions } = options
  if (channel === undefined && people.length + messages.length > 0) {
    throw new RealtimeError({
      code: 'invalid_argument',
      message: '`people` and `messages` need a `channel`.',
      hint: "Say where they are: renderWithHub(<Room />, { channel: 'room:lobby', people: […] }).",
    })
  }
  if (channel !== undefined) hub.seedHistory(channel, messages)
  const client = createClient({ adapter: hub.adapter(), clientId, info })
  const others = people.map((person) => {
    const { clientId, info } = person
    return { person, client: createClient({ adapter: hub.adapter(), clientId, info }) }
  })
  if (channel !== undefined) {
    // A failure reaches the client's `error` listeners, or the console.
    for (const other of others) void other.client.channel(channel).presence.enter(other.person.state)
  }
  const takeBack = updatesComeByThemselves()
  const end = (): void => {
    takeBack()
    for (const one of [client, ...others.map((other) => other.client)]) void one.close()
  }
  const byId = Object.fromEntries(others.map((other) => [other.person.clientId, other.client]))
  try {
    const result = render(ui, { ...renderOptions, wrapper: roomWrapper(client, end, renderOptions.wrapper) })
    return { ...result, hub, client, people: byId as RenderWithHubResult<Id>['people'] }
  } catch (thrown) {
    // Where nothing was mounted, nothing is unmounted that would end the room.
    end()
    throw thrown
  }
}

interface WithChildren {
  readonly children: ReactNode
}

/** The provider around the test's own wrapper, which may use the hooks. */
function roomWrapper(
  client: Client,
  end: () => void,
  Outer: NonNullable<RenderOptions['wrapper']> = Nothing,
): (props: WithChildren) => ReactElement {
  return ({ children }) => (
    <RealtimeProvider client={client}>
      <AtTheEnd then={end} />
      <Outer>{children}</Outer>
    </RealtimeProvider>
  )
}

function Nothing({ children }: WithChildren): ReactNode {
  return children
}

/** Calls `then` after it unmounts. StrictMode unmounts and mounts it again within one turn, which doesn't count. */
function AtTheEnd({ then }: { readonly then: () => void }): ReactElement | null {
  const mounts = useRef(0)
  useEffect(() => {
    const count = mounts
    count.current += 1
    return () => {
      count.current -= 1
      queueMicrotask(() => {
        if (count.current === 0) then()
      })
    }
  }, [then])
  return null
}
