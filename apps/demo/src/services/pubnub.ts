import { pubnub } from '@herenow/pubnub'
import PubNub from 'pubnub'
import type { Service } from './service.ts'

/** Seconds, PubNub’s least. A page that is closed says nothing, and a demo should show soon that somebody has left. */
const presenceTimeout = 20

export const service: Service = {
  settings: [
    {
      name: 'subscribeKey',
      label: 'Subscribe key',
      about: 'Of a keyset in PubNub’s Admin Portal, with Presence and Message Persistence switched on.',
      kind: 'text',
    },
    { name: 'publishKey', label: 'Publish key', about: 'Of the same keyset.', kind: 'text' },
    {
      name: 'token',
      label: 'Token',
      about: 'Needed with Access Manager only: a back end makes it, and its authorized user is who you are here.',
      kind: 'text',
    },
    {
      name: 'url',
      label: 'Another address',
      about: 'Of a server that answers as PubNub does. Leave it empty for PubNub itself.',
      kind: 'web-url',
    },
  ],
  start: '# An account at https://admin.pubnub.com, and in it an app with a keyset',
  missingIn: ({ subscribeKey, publishKey }) =>
    subscribeKey === '' || publishKey === '' ? 'PubNub needs a subscribe key and a publish key.' : null,
  canBeCutOff: false,
  clientOptions({ subscribeKey = '', publishKey = '', token = '', url = '' }) {
    const own = { subscribeKey, publishKey, presenceTimeout, ...(url !== '' && elsewhere(new URL(url))) }
    const adapter = pubnub((options) => new PubNub({ ...options, ...own }))
    return token === '' ? { adapter } : { adapter, token, clientId: undefined }
  },
}

/** Options for a server that isn’t PubNub’s. */
function elsewhere({ host, protocol }: URL): { readonly origin: string; readonly ssl: boolean } {
  return { origin: host, ssl: protocol === 'https:' }
}
