import { ably } from '@herenow/ably'
import type { ClientOptions } from 'ably'
import { Realtime } from 'ably'
import type { Service } from './service.ts'

export const service: Service = {
  settings: [
    {
      name: 'key',
      label: 'Key',
      about:
        'Of an app in your account, as Ably shows it. For trying things out: whoever has it may do what it allows.',
      kind: 'text',
    },
    {
      name: 'token',
      label: 'A token instead',
      about: 'A token or JWT that a back end has made. Its client id is who you are here.',
      kind: 'text',
    },
    {
      name: 'url',
      label: 'Another address',
      about: 'Of a server that answers as Ably does. Leave it empty for Ably itself.',
      kind: 'web-url',
    },
  ],
  start: '# An account at https://ably.com, and in it an app with a key',
  missingIn: ({ key, token }) => (key === '' && token === '' ? 'Ably needs a key, or a token.' : null),
  canBeCutOff: false,
  clientOptions({ key = '', token = '', url = '' }) {
    const own = { ...(token === '' && { key }), ...(url !== '' && elsewhere(new URL(url))) }
    const adapter = ably((options) => new Realtime({ ...options, ...own }))
    return token === '' ? { adapter } : { adapter, token, clientId: undefined }
  },
}

/** Options for a server that isn't Ably’s, and has none of its fallbacks. */
function elsewhere({ hostname, port, protocol }: URL): ClientOptions {
  const tls = protocol === 'https:'
  const ports = port === '' ? {} : { [tls ? 'tlsPort' : 'port']: Number(port) }
  return { endpoint: hostname, tls, disableConnectivityCheck: true, ...ports }
}
