import type { Capabilities } from '@herenow/adapter'
import { maxChannelNameLength } from '@herenow/adapter'
import { expect } from 'vitest'
import type { Scenario } from './stage.ts'

/** Attaching and detaching, and what is delivered between the two. */
export function attachSection(scenario: Scenario, capabilities: Capabilities): void {
  scenario('tells that it is attached before the promise resolves', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room')
    expect(ana.recorder.of('attached', 'room')).toMatchObject([{ recovered: false }])
  })

  scenario('attaches once for two calls at once, and not again when attached', async ({ join }) => {
    const ana = await join('ana')
    await Promise.all([ana.attach('room'), ana.attach('room')])
    await ana.attach('room')
    await ana.session.ping()
    expect(ana.recorder.of('attached', 'room')).toHaveLength(1)
  })

  scenario('keeps an attach that comes before the connection', async ({ open, join }) => {
    const ana = open('ana')
    const attached = ana.attach('room')
    ana.session.connect()
    await attached
    await (await join('bob')).publish('room', 'hi')
    expect((await ana.messages('room', 1)).map((it) => it.data)).toEqual(['hi'])
  })

  scenario('delivers what is published after the attach, and nothing from before', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.publish('room', 'before')
    await ana.attach('room')
    await bob.publish('room', 'after')
    await ana.messages('room', 1)
    expect(ana.data('room')).toEqual(['after'])
  })

  scenario('delivers to a channel only what was published there', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await Promise.all([ana.attach('a'), ana.attach('b')])
    await bob.publish('a', 1)
    await bob.publish('c', 2)
    await bob.publish('b', 3)
    await ana.messages('b', 1)
    expect([ana.data('a'), ana.data('b'), ana.data('c')]).toEqual([[1], [3], []])
  })

  scenario('delivers nothing after detach, and keeps other channels', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await Promise.all([ana.attach('room', { presence: capabilities.presence !== 'none' }), ana.attach('other')])
    const detached = ana.session.detach('room')
    expect(ana.recorder.of('channel', 'room').at(-1)).toMatchObject({ state: { status: 'detached', reason: null } })
    await detached
    const told = ana.recorder.of('message', 'room').length
    await bob.publish('room', 'unheard')
    await bob.publish('other', 'fence')
    await ana.messages('other', 1)
    expect(ana.recorder.of('message', 'room')).toHaveLength(told)
  })

  scenario('attaches anew after a detach', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('room')
    await ana.session.detach('room')
    await bob.publish('room', 'missed')
    await ana.attach('room')
    await bob.publish('room', 'heard')
    await ana.messages('room', 1)
    expect(ana.data('room')).toEqual(['heard'])
  })

  scenario('follows the last wish when attach and detach overtake each other', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    const calls = [ana.attach('on'), ana.session.detach('on'), ana.attach('on')]
    calls.push(ana.attach('off'), ana.session.detach('off'))
    await Promise.allSettled(calls)
    await ana.attach('fence')
    await bob.publish('off', 1)
    await bob.publish('on', 2)
    await bob.publish('fence', 3)
    await ana.messages('fence', 1)
    expect([ana.data('on'), ana.data('off')]).toEqual([[2], []])
  })

  scenario('detaches what is not attached without ado', async ({ join }) => {
    await (await join('ana')).session.detach('room')
  })

  scenario('refuses names that no channel can have', async ({ join }) => {
    const ana = await join('ana')
    const longest = capabilities.maxChannelNameBytes ?? maxChannelNameLength
    for (const name of ['', 'a b', 'a::b', '.a', 'a#b', 'é', 'x'.repeat(longest + 1), '*', 'a.*', 'group:a']) {
      await expect(ana.attach(name), name).rejects.toMatchObject({ code: 'invalid_argument' })
    }
    await ana.attach('x'.repeat(longest))
  })

  scenario('takes names that mean something to JavaScript', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      await ana.attach(name)
      await bob.publish(name, { name })
      expect((await ana.messages(name, 1))[0]?.data).toEqual({ name })
    }
  })

  if (capabilities.order === 'channel') {
    scenario('shows all subscribers one order, whoever publishes', async ({ join }) => {
      const people = await Promise.all([join('ana'), join('bob'), join('cy')])
      await Promise.all(people.map((person) => person.attach('room')))
      const publishes = people.flatMap((person, index) =>
        Array.from({ length: 10 }, (_, call) => person.publish('room', [index, call], [index, call, 'too'])),
      )
      await Promise.all(publishes)
      const [first = [], ...others] = await Promise.all(people.map((person) => person.messages('room', 60)))
      for (const other of others) expect(other.map((it) => it.id)).toEqual(first.map((it) => it.id))
    })
  }
}
