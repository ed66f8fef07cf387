import { expect, it } from 'vitest'
import { ChannelLog } from './channel-log.ts'

const author = { clientId: 'ana', info: null, connectionId: null }

function publish(log: ChannelLog, id: string, store: boolean): boolean {
  const { message } = log.publish({ id, name: 'said', data: id, meta: null, store, ttl: null }, author, 0)
  return message !== null
}

it('remembers the ids of the last thousand messages that it does not keep', () => {
  const log = new ChannelLog('room', 'e')
  publish(log, 'stored', true)
  log.clear(0)
  for (let index = 0; index < 999; index += 1) publish(log, `unstored-${index}`, false)
  expect([publish(log, 'stored', true), publish(log, 'unstored-998', false)]).toEqual([false, false])
  publish(log, 'one-more', false)
  expect([publish(log, 'stored', true), publish(log, 'unstored-998', false)]).toEqual([true, false])
})
