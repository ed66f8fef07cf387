import { websocket } from '@herenow/websocket'
import { tabNetwork } from '../connection/tab-network.ts'
import { serverUrl } from '../env/server-url.ts'
import type { Service } from './service.ts'

export const service: Service = {
  settings: [
    {
      name: 'url',
      label: 'Address of the server',
      about: 'Where a Herenow server listens.',
      kind: 'socket-url',
      initial: serverUrl,
    },
  ],
  start: 'npx @herenow/server',
  missingIn: () => null,
  canBeCutOff: true,
  clientOptions: ({ url = '' }) => ({
    adapter: websocket(url),
    env: { createSocket: tabNetwork.createSocket, network: tabNetwork.network },
  }),
}
