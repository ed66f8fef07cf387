import { expectTypeOf, it } from 'vitest'
import { createClient, defineChannel } from '../index.ts'
import type { Adapter } from '@herenow/adapter'
import type { AsJson } from './as-json.ts'

interface Note {
  readonly text: string
  readonly at: Date
  readonly tags?: readonly string[]
}

it('says how types arrive after JSON', () => {
  expectTypeOf<AsJson<Date>>().toEqualTypeOf<string>()
  expectTypeOf<AsJson<URL>>().toEqualTypeOf<string>()
  expectTypeOf<AsJson<string | null>>().toEqualTypeOf<string | null>()
  expectTypeOf<AsJson<{ at: Date; list: Date[] }>>().toEqualTypeOf<{ at: string; list: string[] }>()
  expectTypeOf<AsJson<readonly [number, Date]>>().toEqualTypeOf<readonly [number, string]>()
  expectTypeOf<AsJson<Note>>().toEqualTypeOf<{
    readonly text: string
    readonly at: string
    readonly tags?: readonly string[]
  }>()
  expectTypeOf<AsJson<Map<string, number>>>().toEqualTypeOf<never>()
  expectTypeOf<AsJson<Uint8Array>>().toEqualTypeOf<never>()
  expectTypeOf<AsJson<unknown>>().toEqualTypeOf<unknown>()
})

it('takes dates and gives strings', () => {
  const client = createClient({ adapter: {} as Adapter })
  const notes = client.channel(defineChannel<{ messages: { noted: Note }; presence: null }>('notes'))
  void notes.publish('noted', { text: 'a', at: new Date() })
  notes.subscribe('noted', ({ data }) => expectTypeOf(data.at).toEqualTypeOf<string>())
  notes.log.subscribe(({ messages }) => expectTypeOf(messages[0]?.data.at).toEqualTypeOf<string | undefined>())
})

it('takes dates in a presence state and gives strings', () => {
  const client = createClient({ adapter: {} as Adapter })
  const { presence } = client.channel(defineChannel<{ messages: Record<never, never>; presence: Note }>('notes'))
  void presence.enter({ text: 'a', at: new Date() })
  // @ts-expect-error: a state that JSON loses
  void presence.enter({ text: 'a', at: new Map() })
  presence.members.subscribe(({ list, self }) => {
    expectTypeOf(list[0]?.state.at).toEqualTypeOf<string | undefined>()
    expectTypeOf(self?.state.at).toEqualTypeOf<string | undefined>()
  })
  presence.subscribe('enter', ({ member }) => expectTypeOf(member.state.at).toEqualTypeOf<string>())
})

it('takes an interface as info, also one without a name', () => {
  interface Me {
    readonly role: 'admin' | 'guest'
  }
  const me: Me = { role: 'guest' }
  createClient({ adapter: {} as Adapter, info: me })
  createClient({ adapter: {} as Adapter, info: { name: 'Ana', colour: 'red' } })
  // @ts-expect-error A name is a text.
  createClient({ adapter: {} as Adapter, info: { name: 7 } })
  // @ts-expect-error Not an object.
  createClient({ adapter: {} as Adapter, info: 'Ana' })
})
