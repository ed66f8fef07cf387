import { centrifugo } from '@herenow/centrifugo'
import { Centrifuge } from 'centrifuge'
import config from '../../centrifugo.json' with { type: 'json' }
import type { Identity } from '../identity/identity.ts'
import type { Service } from './service.ts'
import { signToken } from './sign-token.ts'

export const service: Service = {
  settings: [
    {
      name: 'url',
      label: 'Address of Centrifugo',
      about: 'Its WebSocket, with the path.',
      kind: 'socket-url',
      initial: 'ws://localhost:8000/connection/websocket',
    },
    {
      name: 'secret',
      label: 'Secret of its tokens',
      about:
        'client.token.hmac_secret_key of its configuration: the page signs tokens for itself. Only for a Centrifugo on your machine.',
      kind: 'text',
      initial: config.client.token.hmac_secret_key,
    },
    {
      name: 'token',
      label: 'A token instead',
      about: 'A JWT that a back end has signed. Its “sub” is who you are here.',
      kind: 'text',
    },
  ],
  start: 'centrifugo --config apps/demo/centrifugo.json',
  missingIn: () => null,
  canBeCutOff: false,
  clientOptions({ url = '', secret = '', token = '' }, identity) {
    const adapter = centrifugo((options) => new Centrifuge(url, { ...options }))
    return token === '' ? { adapter, token: () => ownToken(identity, secret) } : { adapter, token, clientId: undefined }
  },
}

/** What a back end does for people who have signed in. */
function ownToken({ clientId, name }: Identity, secret: string): Promise<string> {
  return signToken({ sub: clientId, info: { name } }, secret)
}
