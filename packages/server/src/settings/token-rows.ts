import { text, texts } from './kinds.ts'
import type { Row } from './setting.ts'

const ofToken = { commands: ['token'], isOption: false, variable: null, inFile: false } as const

/** What `herenow token` alone knows. */
export const tokenRows: readonly Row[] = [
  { key: 'client', kind: text('ID'), help: 'who the token is for; required', ...ofToken },
  {
    key: 'cap',
    kind: texts('PATTERN=ACTIONS'),
    help: "what the client may do, such as 'room:*=subscribe,publish'; default everything",
    ...ofToken,
  },
  {
    key: 'ttl',
    kind: text('TIME'),
    help: 'how long the token is good, such as 30s, 15m, 1h, 7d; default 1h',
    ...ofToken,
  },
  { key: 'info', kind: text('JSON'), help: 'what others see of the client, such as \'{"name":"Ana"}\'', ...ofToken },
]
