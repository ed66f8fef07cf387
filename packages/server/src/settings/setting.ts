import type { Kind } from './kinds.ts'

/** The commands that start a server. */
export type ServerCommandName = 'dev' | 'serve'

/** The commands that ask a running server. */
export type AskingCommandName = 'publish' | 'history' | 'here-now' | 'tail' | 'disconnect'

/** The commands that can be told something. */
export type CommandName = ServerCommandName | 'token' | AskingCommandName

const starting: Readonly<Record<ServerCommandName, true>> = { dev: true, serve: true }
const asking: Readonly<Record<AskingCommandName, true>> = {
  publish: true,
  history: true,
  'here-now': true,
  tail: true,
  disconnect: true,
}

export const askingCommands: readonly AskingCommandName[] = Object.keys(asking) as AskingCommandName[]
export const commandNames: readonly CommandName[] = ['dev', 'serve', 'token', ...askingCommands]

export function startsServer(command: CommandName): command is ServerCommandName {
  return Object.hasOwn(starting, command)
}

export function asksServer(command: CommandName): command is AskingCommandName {
  return Object.hasOwn(asking, command)
}

/** Settings of which at most one may be given. */
export interface Alternative {
  readonly name: string
  /** What to do about two of them. */
  readonly fix: string
  /** Settings of one side go together. By default each is a side of its own. */
  readonly side?: string
}

/** Something that can be said to a command, and all the places to say it. */
export interface Setting {
  /** Its place in the configuration file, which is its place in the options of `createServer`, such as `auth.secret`. */
  readonly key: string
  readonly kind: Kind
  /** For `--help`: what it means, and its default. */
  readonly help: string
  /** The flag, without `--`; `null`: there is none. */
  readonly flag: string | null
  /** The environment variable; `null`: there is none. */
  readonly variable: string | null
  /** Whether it is said by a word behind the command: the first such setting by the first word, a list by all the rest. */
  readonly isArgument: boolean
  /** Whether the configuration file may have it. */
  readonly inFile: boolean
  readonly commands: readonly CommandName[]
  /** Whether it is an option of `createServer`; else the command itself acts on it. */
  readonly isOption: boolean
  readonly alternative: Alternative | null
}

/** A line of the table of settings; what it leaves out follows from the key. */
export interface Row {
  readonly key: string
  readonly kind: Kind
  readonly help: string
  readonly flag?: string | null
  readonly variable?: string | null
  readonly isArgument?: true
  readonly inFile?: false
  /** Whether neither flag nor variable can say it. */
  readonly onlyInFile?: true
  readonly commands?: readonly CommandName[]
  readonly isOption?: false
  readonly alternative?: Alternative
}

const nowhereElse = { flag: null, variable: null }

/** The setting of a line: `auth.secretFile` is `--auth-secret-file` and `HERENOW_AUTH_SECRET_FILE` unless it says otherwise. */
export function setting(row: Row): Setting {
  const { key, kind, help, inFile = true, isOption = true, alternative = null, commands = ['dev', 'serve'] } = row
  const isArgument = row.isArgument === true
  const words = flagWords(key)
  const ownVariable = variableOf(words)
  const { flag = words, variable = ownVariable } = row.onlyInFile === true || isArgument ? nowhereElse : row
  return { key, kind, help, flag, variable, isArgument, inFile, commands, isOption, alternative }
}

/** The words of a key as flags have them: `auth.secretFile` is `auth-secret-file`. */
export function flagWords(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('.', '-')
}

/** The variable for words as flags have them. */
export function variableOf(words: string): string {
  return `HERENOW_${words.replaceAll('-', '_').toUpperCase()}`
}
