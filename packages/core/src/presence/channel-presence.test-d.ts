import { expectTypeOf, it } from 'vitest'
import type { AnyMemberEvent, ChannelPresence, IntervalEvent, MemberEvent, MemberListener } from './channel-presence.ts'

declare const presence: ChannelPresence<{ x: number }>
type State = { x: number }

it('gives each listener the events that it asked for', () => {
  presence.subscribe((event) => expectTypeOf(event).toEqualTypeOf<AnyMemberEvent<State>>())
  presence.subscribe('enter', (event) => expectTypeOf(event).toEqualTypeOf<MemberEvent<State>>())
  presence.subscribe(['enter', 'leave'], (event) => expectTypeOf(event).toEqualTypeOf<MemberEvent<State>>())
  presence.subscribe('interval', (event) => expectTypeOf(event).toEqualTypeOf<IntervalEvent<State>>())
  presence.subscribe(['leave', 'interval'], (event) => expectTypeOf(event).toEqualTypeOf<AnyMemberEvent<State>>())
  expectTypeOf<MemberListener<State>>().parameter(0).toEqualTypeOf<AnyMemberEvent<State>>()
  // @ts-expect-error: there is no such action
  presence.subscribe('join', () => {})
})

it('has people in an interval only where they could be listed', () => {
  presence.subscribe('interval', (event) => {
    expectTypeOf(event.occupancy).toEqualTypeOf<number>()
    if (event.refresh) expectTypeOf(event).not.toHaveProperty('joined')
    else expectTypeOf(event.joined[0]?.state.x).toEqualTypeOf<number | undefined>()
  })
})
