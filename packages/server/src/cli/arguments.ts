import { parseArgs } from 'node:util'
import { refusal } from '../refusal.ts'
import { unknownName } from '../known-names.ts'

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'dev'; readonly settings: DevSettings }

export interface DevSettings {
  /** `null`: the default. */
  readonly port: number | null
  readonly host: string
  /** Where to write the address once the server listens. */
  readonly readyFile: string | null
  /** Folder to keep messages in, or `null`: none was named. */
  readonly data: string | null
  /** Whether messages are kept in memory only. */
  readonly memory: boolean
  /** Whether the data starts another epoch, because a backup was put back. */
  readonly newEpoch: boolean
  /** Run this against a throw-away server, then exit with its code. */
  readonly command: string | null
}

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  memory: { type: 'boolean' },
  'new-epoch': { type: 'boolean' },
  'ready-file': { type: 'string' },
  cmd: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

const flagsWithValue = ['port', 'host', 'data', 'ready-file', 'cmd'] as const
type FlagWithValue = (typeof flagsWithValue)[number]

/** Environment variables that mean the same as a flag. */
const variables: Readonly<Record<string, keyof Given>> = {
  HERENOW_PORT: 'port',
  HERENOW_HOST: 'host',
  HERENOW_DATA: 'data',
  HERENOW_MEMORY: 'memory',
  HERENOW_NEW_EPOCH: 'new-epoch',
  HERENOW_READY_FILE: 'ready-file',
  HERENOW_CMD: 'cmd',
}

/** Set by `--cmd` for what it runs; says nothing to a server started in there. */
const givenToCommands = 'HERENOW_URL'

const flagNames = Object.keys(flags).map((name) => `--${name}`)

/** Reads flags, then the environment for what they leave open. Throws `invalid_argument` for anything unknown. */
export function readArguments(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Invocation {
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    options: flags,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    if (!Object.hasOwn(flags, token.name)) throw unknownName('flag', token.rawName, flagNames)
    const wantsValue = flags[token.name as keyof typeof flags].type === 'string'
    if (wantsValue && !token.value) throw refusal('invalid_argument', `${token.rawName} wants a value.`)
    if (!wantsValue && token.value !== undefined) throw refusal('invalid_argument', `${token.rawName} takes no value.`)
  }
  if (values.help === true) return { kind: 'help' }
  if (values.version === true) return { kind: 'version' }
  checkCommand(positionals)
  if (values.memory === true && values.data !== undefined) {
    throw refusal('invalid_argument', '--memory and --data exclude each other.', {
      hint: 'Messages are kept in the folder, or in memory. Leave one of them out.',
    })
  }
  const given = { ...fromEnvironment(environment), ...strings(values), ...choices(values) }
  // A flag wins over what the environment says to the contrary.
  if (values.memory === true) delete given.data
  if (values.data !== undefined) delete given.memory
  return { kind: 'dev', settings: settingsFrom(given) }
}

const choiceNames = ['memory', 'new-epoch'] as const

type Given = Partial<Record<FlagWithValue | (typeof choiceNames)[number], string>>

function settingsFrom(given: Given): DevSettings {
  const command = given.cmd ?? null
  const port = given.port === undefined ? null : readPort(given.port)
  return {
    // A throw-away server must not clash with the one that may be running.
    port: command !== null ? (port ?? 0) : port,
    host: given.host ?? '127.0.0.1',
    data: given.data ?? null,
    memory: given.data === undefined && readChoice('HERENOW_MEMORY', given.memory),
    newEpoch: readNewEpoch(given),
    readyFile: given['ready-file'] ?? null,
    command,
  }
}

/** Only the environment can say anything but yes. */
function readChoice(variable: string, value: string | undefined): boolean {
  if (value === undefined || value === '0') return false
  if (value === '1') return true
  throw refusal('invalid_argument', `${variable} must be "1" or "0".`)
}

function readNewEpoch({ 'new-epoch': value, data }: Given): boolean {
  if (!readChoice('HERENOW_NEW_EPOCH', value)) return false
  if (data !== undefined) return true
  throw refusal('invalid_argument', '--new-epoch is for data that is kept.', {
    hint: 'Say where it is kept with --data DIR. Other messages are for development: delete them, or use --memory.',
  })
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw refusal('invalid_argument', `The port "${text}" is not a whole number from 0 to 65535.`)
}

function checkCommand(positionals: readonly string[]): void {
  const [command, ...rest] = positionals
  if (command !== undefined && command !== 'dev') throw unknownName('command', command, ['dev'])
  if (rest[0] !== undefined)
    throw refusal('invalid_argument', `Nothing is expected after "dev", but "${rest[0]}" came.`)
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Given {
  const given: Given = {}
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('HERENOW_') || value === undefined || name === givenToCommands) continue
    const flag = Object.hasOwn(variables, name) ? variables[name] : undefined
    if (flag === undefined) throw unknownName('environment variable', name, Object.keys(variables))
    if (value !== '') given[flag] = value
  }
  return given
}

function choices(values: Readonly<Record<string, unknown>>): Given {
  return Object.fromEntries(choiceNames.filter((name) => values[name] === true).map((name) => [name, '1']))
}

function strings(values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>): Given {
  const given: Given = {}
  for (const name of flagsWithValue) {
    const value = values[name]
    if (typeof value === 'string') given[name] = value
  }
  return given
}
