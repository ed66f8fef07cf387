import { expectTypeOf, it } from 'vitest'
import {
  defineChannel,
  useChannel,
  useChannelEvent,
  useConnectionState,
  useHereNow,
  useHistory,
  useMember,
  useMembers,
  usePresence,
  usePublish,
  useUpdatePresence,
} from './index.ts'
import type { Channel, ConnectionState, Member, Message, OccupancyState } from './index.ts'

interface Board {
  readonly messages: {
    readonly said: { readonly text: string }
    readonly moved: { readonly x: number; readonly y: number }
  }
  readonly presence: { readonly cursor: number }
}

const board = defineChannel<Board>('board')
const isRoomKnown: boolean = Math.random() < 2

it('learns from a definition what a channel carries', () => {
  const { channel, publish } = useChannel(board, {
    onMessage: (message) => {
      expectTypeOf(message.name).toEqualTypeOf<'said' | 'moved'>()
      if (message.name === 'said') expectTypeOf(message.data.text).toEqualTypeOf<string>()
      else expectTypeOf(message.data.x).toEqualTypeOf<number>()
    },
  })
  expectTypeOf(channel).toEqualTypeOf<Channel<Board> | null>()
  void publish('moved', { x: 1, y: 2 })
  // @ts-expect-error another message's data
  void publish('moved', { text: 'no' })
  // @ts-expect-error not a message of this channel
  void publish('shouted', { text: 'no' })
  // @ts-expect-error data is missing
  void usePublish(board)('said')
})

it('takes any message on a channel that nobody has typed', () => {
  const { publish } = useChannel('room', { onMessage: (message) => expectTypeOf(message).toEqualTypeOf<Message>() })
  void publish('anything', [1, 2])
  expectTypeOf(useHistory('room').messages).toEqualTypeOf<readonly Message[]>()
})

it('gives an event handler the messages that it asked for', () => {
  useChannelEvent(board, 'said', (message) =>
    expectTypeOf(message).toEqualTypeOf<Message<'said', { readonly text: string }>>(),
  )
  useChannelEvent(board, ['said', 'moved'], (message) => expectTypeOf(message.name).toEqualTypeOf<'said' | 'moved'>())
  useChannelEvent('room', 'said', (message) => expectTypeOf(message).toEqualTypeOf<Message<'said', unknown>>())
  // @ts-expect-error not a message of this channel
  useChannelEvent(board, 'shouted', () => undefined)
})

it('types presence state, both ways', () => {
  const { self, members, update } = usePresence(board, { state: { cursor: 1 } })
  expectTypeOf(self).toEqualTypeOf<Member<{ readonly cursor: number }> | null>()
  expectTypeOf(members).toEqualTypeOf<readonly Member<{ readonly cursor: number }>[]>()
  void update((previous) => ({ cursor: (previous?.cursor ?? 0) + 1 }))
  void useUpdatePresence(board)({ cursor: 2 })
  // @ts-expect-error another state
  usePresence(board, { state: { cursor: 'left' } })
  // @ts-expect-error another state
  void useUpdatePresence(board)({ pointer: 2 })
})

it('infers what selectors select', () => {
  expectTypeOf(useConnectionState()).toEqualTypeOf<ConnectionState>()
  expectTypeOf(useConnectionState((state) => state.status === 'connected')).toEqualTypeOf<boolean>()
  expectTypeOf(useMembers(board, ({ list }) => list.map((member) => member.state.cursor))).toEqualTypeOf<number[]>()
  expectTypeOf(useMember(board, 'ana')).toEqualTypeOf<Member<{ readonly cursor: number }> | null>()
  expectTypeOf(useMember(board, 'ana', (member) => member.state.cursor)).toEqualTypeOf<number | null>()
  useMembers(
    'room',
    ({ list }) => list.length,
    (previous, next) => previous - next === 0,
  )
})

it('answers about one channel or several, by what it is asked', () => {
  expectTypeOf(useHereNow('room').occupancy).toEqualTypeOf<number>()
  expectTypeOf(useHereNow(board, { live: false }).occupancy).toEqualTypeOf<number>()
  expectTypeOf(useHereNow(null).occupancy).toEqualTypeOf<number>()
  expectTypeOf(useHereNow({ channels: ['a', 'b'] }).channels).toEqualTypeOf<OccupancyState['channels']>()
  expectTypeOf(useHereNow().totalOccupancy).toEqualTypeOf<number>()
  expectTypeOf(useHereNow({ channels: ['a'] })).not.toHaveProperty('occupancy')
})

it('takes null for no channel yet, also of a typed one', () => {
  const perhaps = isRoomKnown ? board : null
  expectTypeOf(useChannel(perhaps).channel).toEqualTypeOf<Channel<Board> | null>()
  expectTypeOf(useHistory(perhaps).messages[0]?.name).toEqualTypeOf<'said' | 'moved' | undefined>()
  useChannel(isRoomKnown ? 'room' : null, { enabled: isRoomKnown, rewind: undefined })
})
