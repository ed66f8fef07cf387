import * as core from '@herenow/core'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import * as kit from './index.ts'

it('exports what the documents name, and nothing else', () => {
  expect(Object.keys(kit).sort()).toEqual([
    'RealtimeError',
    'RealtimeProvider',
    'createClient',
    'defineChannel',
    'hint',
    'occupancyView',
    'platformSockets',
    'syncStatusStore',
    'typingStore',
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

it('hands on every name of the core, types too', async () => {
  const namesIn = async (path: string): Promise<readonly string[]> => {
    const source = await readFile(new URL(path, import.meta.url), 'utf8')
    return [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = '']) =>
      list
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    )
  }
  expect(await namesIn('index.ts')).toEqual(expect.arrayContaining([...(await namesIn('../../core/src/index.ts'))]))
})

it("hands on the core's own functions, so that an app needs one import", () => {
  expect([kit.createClient, kit.defineChannel, kit.RealtimeError]).toEqual([
    core.createClient,
    core.defineChannel,
    core.RealtimeError,
  ])
})
