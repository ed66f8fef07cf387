import { text, texts, wholeNumber, yes } from './kinds.ts'
import type { Row } from './setting.ts'
import { askingCommands } from './setting.ts'

const own = { isOption: false, inFile: false } as const
const ownFlag = { ...own, variable: null } as const
const argument = { ...own, isArgument: true } as const

/** What the commands that ask a running server know. */
export const askingRows: readonly Row[] = [
  {
    key: 'url',
    kind: text('URL'),
    help: 'the running server, as clients or back ends call it; default http://127.0.0.1:7070',
    commands: askingCommands,
    ...own,
  },
  { key: 'channel', kind: text('CHANNEL'), help: 'required', commands: ['publish', 'history', 'tail'], ...argument },
  { key: 'channels', kind: texts('CHANNEL'), help: 'default all', commands: ['here-now'], ...argument },
  { key: 'content', kind: text('JSON'), help: 'what the message says; required', commands: ['publish'], ...argument },
  { key: 'clientId', kind: text('CLIENT'), help: 'required', commands: ['disconnect'], ...argument },
  {
    key: 'name',
    kind: text('NAME'),
    help: 'the name of the message; default message',
    commands: ['publish'],
    ...ownFlag,
  },
  {
    key: 'as',
    kind: text('CLIENT'),
    help: 'who is said to have published it; default server',
    commands: ['publish'],
    ...ownFlag,
  },
  {
    key: 'id',
    kind: text('ID'),
    help: 'its id: the same again is not published twice',
    commands: ['publish'],
    ...ownFlag,
  },
  { key: 'noStore', kind: yes, help: 'deliver it, and keep nothing', commands: ['publish'], ...ownFlag },
  {
    key: 'limit',
    kind: wholeNumber,
    help: 'at most so many of the newest messages; history 20, tail 0 by default',
    commands: ['history', 'tail'],
    ...ownFlag,
  },
  { key: 'members', kind: yes, help: 'tell who they are', commands: ['here-now'], ...ownFlag },
  { key: 'reason', kind: text('TEXT'), help: 'what the client is told', commands: ['disconnect'], ...ownFlag },
  {
    key: 'for',
    kind: text('TIME'),
    help: 'keep it out for so long, such as 30s, 15m, 1h, 7d; 0 lets it in again',
    commands: ['disconnect'],
    ...ownFlag,
  },
]
