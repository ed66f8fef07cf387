import { expect, it, onTestFinished } from 'vitest'
import { startCentrifugo } from '../../../../scripts/services/centrifugo.mjs'
import { startNats } from '../../../../scripts/services/nats.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { join, plain } from '../test-support/people.ts'
import { configuration, everything } from '../test-support/real-centrifugo.ts'

withServices(['centrifugo', 'nats'], () => {
  it('declares recovery and history off where the broker counts nothing, whatever the namespace says', async () => {
    const nats = await startNats()
    onTestFinished(() => nats.stop())
    const broker = { broker: { enabled: true, type: 'nats', nats: { url: nats.url } } }
    const without_namespace = { ...everything, allow_subscribe_for_client: true }
    const server = await startCentrifugo(configuration({ without_namespace, more: broker }))
    onTestFinished(() => server.stop())
    const ana = await join(`ws://127.0.0.1:${server.port}/connection/websocket`, 'ana')
    await ana.session.attach('room', plain)
    expect(ana.recorder.of('attached')).toMatchObject([
      { position: null, recovered: false, capabilities: { recovery: 'none', history: 'none' } },
    ])
    await ana.session.publish('room', [{ id: 'm-1', name: 'said', data: 1, meta: null, store: true, ttl: null }])
    const { message } = await ana.recorder.until('the message', () => ana.recorder.of('message')[0])
    expect(message).toMatchObject({ id: 'm-1', position: null })
    const page = ana.session.history('room', { limit: 10, direction: 'backwards' })
    await expect(page).rejects.toMatchObject({ code: 'unsupported' })
  })
})
