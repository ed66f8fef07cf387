import { expect, it } from 'vitest'
import { recordingLogger } from './loggers.ts'
import { createTestEnv } from './test-env.ts'

it('repeats itself for the same seed', () => {
  const [one, two, other] = [createTestEnv({ seed: 3 }), createTestEnv({ seed: 3 }), createTestEnv({ seed: 4 })]
  const bytes = one.env.random.bytes(8)
  expect(two.env.random.bytes(8)).toEqual(bytes)
  expect(other.env.random.bytes(8)).not.toEqual(bytes)
})

it('tells what the test does to the network and the page, to those who still listen', () => {
  const { env, network, visibility } = createTestEnv()
  const heard: unknown[] = []
  const stops = [
    env.network.subscribe((online) => heard.push(online)),
    env.visibility.subscribe((event) => heard.push(event)),
  ]
  network.set(false)
  visibility.emit('hidden')
  visibility.emit('freeze')
  expect([env.network.online, env.visibility.visible]).toEqual([false, false])
  expect([network.listeners, visibility.listeners]).toEqual([1, 1])
  for (const stop of stops) stop()
  network.set(true)
  visibility.emit('visible')
  expect(heard).toEqual([false, 'hidden', 'freeze'])
  expect([env.network.online, env.visibility.visible]).toEqual([true, true])
  expect([network.listeners, visibility.listeners]).toEqual([0, 0])
})

it('has a storage of its own, and sockets that the script drives', async () => {
  const { env, sockets, storage, clock } = createTestEnv({ script: { onCreate: (socket) => socket.open() } })
  env.storage.set('key', 'value')
  expect([storage.get('key'), createTestEnv().storage.get('key')]).toEqual(['value', null])
  storage.remove('key')
  expect(env.storage.get('key')).toBeNull()
  let protocol = ''
  env.createSocket('ws://host', ['p'], { onOpen: (chosen) => (protocol = chosen), onMessage() {}, onClose() {} })
  await clock.advance(0)
  expect([protocol, sockets.latest.status]).toEqual(['p', 'open'])
})

it('keeps what a logger is told', () => {
  const log = recordingLogger()
  log.warn('careful', { why: 1 })
  log.debug('nothing')
  expect(log.entries).toEqual([
    { level: 'warn', message: 'careful', details: { why: 1 } },
    { level: 'debug', message: 'nothing', details: undefined },
  ])
})
