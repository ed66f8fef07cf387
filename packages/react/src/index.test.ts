import * as core from '@herenow/core'
import { expect, it } from 'vitest'
import * as kit from './index.ts'

it('exports what the documents name, and nothing else', () => {
  expect(Object.keys(kit).sort()).toEqual([
    'RealtimeError',
    'RealtimeProvider',
    'createClient',
    'defineChannel',
    'useChannel',
    'useChannelEvent',
    'useClient',
    'useConnectionEvents',
    'useConnectionState',
    'useHereNow',
    'useHistory',
    'useMember',
    'useMembers',
    'usePresence',
    'usePublish',
    'useRealtimeErrors',
    'useSyncStatus',
    'useTyping',
    'useUpdatePresence',
    'useWhereNow',
  ])
})

it("hands on the core's own functions, so that an app needs one import", () => {
  expect([kit.createClient, kit.defineChannel, kit.RealtimeError]).toEqual([
    core.createClient,
    core.defineChannel,
    core.RealtimeError,
  ])
})
