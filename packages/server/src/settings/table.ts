import { logLevels } from '../env/terminal-log.ts'
import { listenerOptionNames } from '../events/event-options.ts'
import { inspectorModes } from '../inspector/inspector-mode.ts'
import { limitNames } from '../server-limits.ts'
import { askingRows } from './asking-rows.ts'
import {
  apiKeys,
  functionOrPolicy,
  keySet,
  made,
  oneOf,
  path,
  pem,
  rules,
  text,
  texts,
  webhook,
  wholeNumber,
  yes,
} from './kinds.ts'
import type { Alternative, CommandName, Row, Setting } from './setting.ts'
import { askingCommands, flagWords, setting, variableOf } from './setting.ts'
import { tokenRows } from './token-rows.ts'

const messagePlace: Alternative = {
  name: 'place of messages',
  fix: 'Messages are kept in the folder, or in memory. Leave one of them out.',
}
const proof: Alternative = { name: 'proof', fix: 'Clients prove who they are in one way. Leave one of them out.' }

const keyOfApi: Alternative = {
  name: 'key of the API',
  fix: 'The key is given, or stands in a file. Leave one of them out.',
}

const place = { name: 'place to listen', fix: 'It listens on a socket, or on a port. Leave one of them out.' }
const port: Alternative = { ...place, side: 'port' }

const everywhere: readonly CommandName[] = ['dev', 'serve', 'token']
const inProgram = 'Programs make it: write the configuration as herenow.config.ts or .mjs.'

/** Settings that aren't options of `createServer`: the command itself acts on them. */
const own = { isOption: false } as const

const rows: readonly Row[] = [
  {
    key: 'config',
    kind: path('FILE'),
    help: 'configuration file; serve and token find ./herenow.config.(ts|mts|js|mjs|json)',
    inFile: false,
    commands: everywhere,
    ...own,
  },
  { key: 'port', kind: wholeNumber, help: 'default 7070; 0 takes a free one and prints it', alternative: port },
  {
    key: 'host',
    kind: text('ADDRESS'),
    help: 'default 127.0.0.1; 0.0.0.0 is every address of this machine',
    alternative: port,
  },
  {
    key: 'socket',
    kind: path('PATH'),
    help: 'listen on this socket of the file system, for this user and its group, instead of a port',
    alternative: place,
    commands: ['serve'],
  },
  { key: 'path', kind: text('PATH'), help: 'where clients connect, such as /realtime; default /' },
  { key: 'tls.cert', kind: pem, help: 'speak wss and https with the certificate in this PEM file' },
  { key: 'tls.key', kind: pem, help: 'its private key, in PEM; serve reads both again at SIGHUP' },
  { key: 'origins', kind: texts('ORIGIN'), help: 'page that may connect, such as https://app.example', flag: 'origin' },
  {
    key: 'trustedProxies',
    kind: texts('ADDRESS'),
    help: 'proxy whose X-Forwarded-For is believed; unix: is whoever uses the socket',
    flag: 'trusted-proxy',
  },
  {
    key: 'data',
    kind: path('DIR'),
    help: 'keep messages in DIR/herenow.db, a SQLite file',
    alternative: messagePlace,
    ...own,
  },
  {
    key: 'memory',
    kind: yes,
    help: 'keep messages in memory: a restart forgets them',
    alternative: messagePlace,
    ...own,
  },
  { key: 'engine', kind: made('object', inProgram), help: 'an engine', alternative: messagePlace, onlyInFile: true },
  {
    key: 'newEpoch',
    kind: yes,
    help: 'after a backup was put back: tell clients that messages may be missing',
    ...own,
  },
  {
    key: 'durability',
    kind: oneOf(['os', 'disk']),
    help: 'what kept messages survive: the end of the server, or a power cut too; default os',
    ...own,
  },
  {
    key: 'auth.secret',
    kind: text('SECRET'),
    help: 'tokens are JWTs signed with this secret of at least 32 bytes',
    flag: null,
    variable: 'HERENOW_TOKEN_SECRET',
    alternative: proof,
    commands: everywhere,
  },
  {
    key: 'auth.secretFile',
    kind: path('FILE'),
    help: 'the same, read from a file',
    variable: 'HERENOW_TOKEN_SECRET_FILE',
    alternative: proof,
    commands: everywhere,
    ...own,
  },
  {
    key: 'auth.jwks',
    kind: keySet,
    help: 'tokens are JWTs signed with a key that this URL serves',
    variable: 'HERENOW_TOKEN_JWKS',
    alternative: proof,
    commands: everywhere,
  },
  {
    key: 'auth.verify',
    kind: made('function', inProgram),
    help: 'a check of your own',
    alternative: proof,
    onlyInFile: true,
    commands: everywhere,
  },
  {
    key: 'authenticate',
    kind: made('function', inProgram),
    help: 'who a client is by its request',
    alternative: proof,
    onlyInFile: true,
    commands: everywhere,
  },
  {
    key: 'auth.issuer',
    kind: text('TEXT'),
    help: 'the iss that tokens must have',
    variable: 'HERENOW_TOKEN_ISSUER',
    commands: everywhere,
  },
  {
    key: 'auth.audience',
    kind: text('TEXT'),
    help: 'an aud that tokens must have',
    variable: 'HERENOW_TOKEN_AUDIENCE',
    commands: everywhere,
  },
  { key: 'authorize', kind: made('function', inProgram), help: 'what a client may do in a channel', onlyInFile: true },
  { key: 'onPublish', kind: functionOrPolicy(inProgram), help: 'what becomes of a message', onlyInFile: true },
  ...listenerOptionNames.map((key): Row => ({
    key,
    kind: made('function', inProgram),
    help: 'is told of what has happened',
    onlyInFile: true,
  })),
  {
    key: 'apiKey',
    kind: apiKeys,
    help: 'the key of the HTTP API, which back ends and the commands that ask a server bring along',
    flag: null,
    alternative: keyOfApi,
    commands: ['dev', 'serve', ...askingCommands],
  },
  {
    key: 'apiKeyFile',
    kind: path('FILE'),
    help: 'the same, read from a file',
    alternative: keyOfApi,
    commands: ['dev', 'serve', ...askingCommands],
    ...own,
  },
  {
    key: 'metrics.public',
    kind: yes,
    help: 'let everybody read /metrics; by default a key of the HTTP API is wanted',
  },
  {
    key: 'inspector',
    kind: oneOf(inspectorModes),
    help: 'the page at /inspector, for who has the key of the HTTP API; default off, in dev write',
  },
  { key: 'webhooks', kind: webhook, help: 'where events of the server are sent, signed', onlyInFile: true },
  { key: 'rules', kind: rules, help: 'settings by channel pattern', onlyInFile: true },
  ...limitNames.map((name): Row => ({
    key: `limits.${name}`,
    kind: wholeNumber,
    help: 'see Limits in the README',
    ...limitFlags(name),
  })),
  { key: 'log', kind: made('object', inProgram), help: 'a log of your own', onlyInFile: true },
  { key: 'logLevel', kind: oneOf(logLevels), help: 'default info, in dev warn', ...own },
  {
    key: 'readyFile',
    kind: path('FILE'),
    help: 'write { url, httpUrl, port, socket, pid } as JSON once it listens',
    ...own,
  },
  {
    key: 'cmd',
    kind: text('COMMAND'),
    help: 'run COMMAND with HERENOW_URL against a throw-away server, then exit with its code',
    inFile: false,
    commands: ['dev'],
    ...own,
  },
  ...tokenRows,
  ...askingRows,
]

/** Every setting of every command. Flags, environment, configuration file and help texts are made from it. */
export const settings: readonly Setting[] = rows.map(setting)

/** What the words behind a command say, in their order. */
export function argumentsOf(command: CommandName): readonly Setting[] {
  return settingsOf(command).filter(({ isArgument }) => isArgument)
}

/** The settings that a command knows. */
export function settingsOf(command: CommandName): readonly Setting[] {
  return settings.filter(({ commands }) => commands.includes(command))
}

function limitFlags(name: string): Pick<Row, 'flag' | 'variable'> {
  const words = `limit-${flagWords(name)}`
  return { flag: words, variable: variableOf(words) }
}
