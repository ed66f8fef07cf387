import type { ConnectionState } from '@herenow/react'
import { RealtimeError } from '@herenow/react'
import { expect, it } from 'vitest'
import { connectionWord } from './connection-word.ts'

const away = (changes: object): ConnectionState => ({
  status: 'disconnected',
  since: 0,
  attempt: 0,
  retryAt: null,
  reason: new RealtimeError({ code: 'connection_closed', message: 'The socket closed.' }),
  lost: false,
  unreachable: false,
  ...changes,
})

it('says nothing new of a blip, as of the sockets that Firefox closes while a page is left', () => {
  expect(connectionWord(away({}))).toBeNull()
})

it('says that it reconnects once the connection is lost, or can’t be made', () => {
  expect(connectionWord(away({ lost: true }))).toBe('Reconnecting…')
  expect(connectionWord(away({ unreachable: true }))).toBe('Reconnecting…')
  expect(connectionWord({ status: 'connecting' })).toBe('Connecting…')
})
