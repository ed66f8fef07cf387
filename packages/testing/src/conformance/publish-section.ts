import type { Capabilities, Position } from '@herenow/adapter'
import { expect } from 'vitest'
import { message, stored } from './participant.ts'
import type { Scenario } from './stage.ts'

/** Publishing: receipts, order, echo, ids. */
export function publishSection(scenario: Scenario, capabilities: Capabilities): void {
  scenario('publishes without being attached, and delivers what was given', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob', { name: 'Bob' })]
    await ana.attach('room')
    const sent = message(
      { text: 'Grüße 👋', list: [1, null, { deep: true }] },
      { name: 'greeted', meta: { lang: 'de' } },
    )
    const [receipt] = stored(await bob.session.publish('room', [sent]))
    const [got] = await ana.messages('room', 1)
    expect(got).toMatchObject({
      id: sent.id,
      channel: 'room',
      name: 'greeted',
      data: sent.data,
      meta: { lang: 'de' },
      clientId: 'bob',
      info: { name: 'Bob' },
    })
    expect(got?.timestamp).toBe(receipt?.timestamp)
    const state = bob.state()
    expect(got?.connectionId).toBe(state?.status === 'connected' ? state.connectionId : 'none')
  })

  scenario('takes every kind of JSON, and nothing where nothing is given', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room')
    const values = [null, false, 0, '', [], {}, -1.5e-7, 'a"b\\c\n', { '': [[[]]] }]
    await ana.publish('room', ...values)
    const got = await ana.messages('room', values.length)
    expect(got.map((it) => it.data)).toEqual(values)
    expect(got.every((it) => it.meta === null && it.info === null)).toBe(true)
  })

  scenario('keeps the order of calls and of the messages in them', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('room')
    await Promise.all(
      Array.from({ length: 20 }, (_, call) => bob.publish('room', call * 3, call * 3 + 1, call * 3 + 2)),
    )
    const got = await ana.messages('room', 60)
    expect(got.map((it) => it.data)).toEqual(Array.from({ length: 60 }, (_, index) => index))
  })

  scenario('echoes our own messages, once, at the position of the receipt', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room')
    const receipts = await ana.publish('room', 1, 2)
    const got = await ana.messages('room', 2)
    await ana.session.ping()
    expect(ana.data('room')).toEqual([1, 2])
    if (capabilities.receipts) expect(got.map((it) => it.position)).toEqual(receipts.map((it) => it.position))
  })

  if (capabilities.retention !== 'channel') {
    scenario('delivers what is not to be stored, without a position', async ({ join }) => {
      const [ana, bob] = [await join('ana'), await join('bob')]
      await ana.attach('room')
      const [receipt] = stored(await bob.session.publish('room', [message('live', { store: false })]))
      expect(receipt?.position).toBeNull()
      expect((await ana.messages('room', 1))[0]).toMatchObject({ data: 'live', position: null })
    })
  }

  scenario('refuses a message over the size it claims to take, alone', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room')
    const sized = (bytes: number): string => 'x'.repeat(bytes - 2)
    const outcomes = await ana.session.publish('room', [
      message(sized(capabilities.maxMessageBytes)),
      message(sized(capabilities.maxMessageBytes + 1)),
      message('small'),
    ])
    expect(outcomes.map((it) => it.error?.code ?? 'stored')).toEqual(['stored', 'message_too_large', 'stored'])
    await ana.messages('room', 2)
    expect(ana.state()?.status).toBe('connected')
  })

  scenario('refuses to publish where no channel can be', async ({ join }) => {
    const ana = await join('ana')
    for (const name of ['', 'a b', '*', 'a.*', 'group:a']) {
      expect(await ana.session.publish(name, [message(1)])).toMatchObject([{ error: { code: 'invalid_argument' } }])
      await expect(ana.session.signal(name, 'x', 1)).rejects.toMatchObject({ code: expect.any(String) })
    }
  })

  if (capabilities.idempotency) idempotency(scenario)
  else {
    scenario('does not know whether a message is a repetition', async ({ join }) => {
      const [receipt] = await (await join('ana')).publish('room', 1)
      expect(receipt?.duplicate).toBe('unknown')
    })
  }

  scenario('orders positions', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room')
    await ana.publish('room', 1, 2)
    const [one, two] = (await ana.messages('room', 2)).map((it) => it.position)
    if (one && two) {
      const compare = (a: Position, b: Position): unknown => ana.session.compare('room', a, b)
      expect([compare(one, two), compare(two, one), compare(one, one)]).toEqual([-1, 1, 0])
      expect(compare(one, { ...two, epoch: `${two.epoch}-another` })).toBeNull()
    } else expect(capabilities.recovery).toBe('none')
  })
}

function idempotency(scenario: Scenario): void {
  scenario('stores a message once, however often it is sent', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room')
    const sent = message('once')
    const [first] = stored(await ana.session.publish('room', [sent]))
    const again = stored(await ana.session.publish('room', [{ ...sent, data: 'other' }, message('next')]))
    expect(first?.duplicate).toBe(false)
    expect(again[0]).toEqual({ ...first, duplicate: true })
    await ana.messages('room', 2)
    expect(ana.data('room')).toEqual(['once', 'next'])
  })

  scenario('stores a message once that one call holds twice', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room')
    const sent = message('once')
    const [one, two] = stored(await ana.session.publish('room', [sent, sent]))
    expect(two).toEqual({ ...one, duplicate: true })
    await ana.publish('room', 'fence')
    await ana.messages('room', 2)
    expect(ana.data('room')).toEqual(['once', 'fence'])
  })

  scenario('takes one id in two channels for two messages', async ({ join }) => {
    const ana = await join('ana')
    const sent = message(1)
    const receipts = await Promise.all(['a', 'b'].map((name) => ana.session.publish(name, [sent])))
    expect(receipts.flatMap(stored).map((it) => it.duplicate)).toEqual([false, false])
  })

  scenario("does not let one client use another's message id", async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('room')
    const sent = message('mine')
    await ana.session.publish('room', [sent])
    const [outcome] = await bob.session.publish('room', [{ ...sent, data: 'stolen' }])
    expect(outcome?.error).toMatchObject({ retryable: false })
    await ana.publish('room', 'fence')
    await ana.messages('room', 2)
    expect(ana.data('room')).toEqual(['mine', 'fence'])
  })
}
