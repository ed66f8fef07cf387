import { parseArgs } from 'node:util'
import { unknownName } from '../known-names.ts'
import type { Mistake } from './mistake.ts'
import { Mistakes } from './mistake.ts'
import type { Source } from './source.ts'
import { SourceBuilder } from './source.ts'
import type { CommandName, Setting } from './setting.ts'
import { commandNames } from './setting.ts'
import { argumentsOf, settings, settingsOf } from './table.ts'

/** What the words of a command line say. */
export interface CommandLine {
  readonly command: CommandName
  /** Whether the command was named, or is meant because none was. */
  readonly isNamed: boolean
  readonly wantsHelp: boolean
  readonly wantsVersion: boolean
  readonly source: Source
}

const general = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const
const byFlag = new Map(settings.flatMap((setting) => (setting.flag === null ? [] : [[setting.flag, setting] as const])))

/** Reads the words behind `herenow`. Paths in them start at `folder`. Throws `Mistakes` for an unknown command. */
export function readFlags(words: readonly string[], folder: string): CommandLine {
  const { values, tokens } = parseArgs({
    args: [...words],
    options: { ...flagTypes(), ...general },
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const source = new SourceBuilder()
  const named = readPositionals(tokens, folder, source)
  const command = named ?? 'dev'
  for (const token of tokens) {
    if (token.kind === 'option' && !Object.hasOwn(general, token.name)) addFlag(token, command, folder, source)
    else if (token.kind === 'option' && token.value !== undefined) source.mistakes.push(takesNoValue(token.rawName))
  }
  const wantsHelp = values['help'] === true
  return { command, isNamed: named !== null, wantsHelp, wantsVersion: values['version'] === true, source }
}

function flagTypes(): Record<string, { readonly type: 'string' | 'boolean' }> {
  return Object.fromEntries(
    [...byFlag].map(([flag, { kind }]) => [flag, { type: kind.placeholder === null ? 'boolean' : 'string' }]),
  )
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

/** The command that is named, if any, and its arguments. What follows an unknown flag is taken for its value. */
function readPositionals(tokens: readonly Token[], folder: string, source: SourceBuilder): CommandName | null {
  const afterUnknown = new Set(
    tokens.flatMap((token) => (token.kind === 'option' && !isKnown(token.name) ? [token.index + 1] : [])),
  )
  const [first, ...rest] = tokens.flatMap((token) =>
    token.kind === 'positional' && !afterUnknown.has(token.index) ? [token.value] : [],
  )
  if (first === undefined) return null
  const command = commandNames.find((name) => name === first)
  if (command === undefined) {
    const { message, hint } = unknownName('command', first, commandNames)
    // Nothing else can be said as long as it isn't clear to which command.
    throw new Mistakes([{ place: first, problem: message, fix: hint }])
  }
  readArguments(command, rest, folder, source)
  return command
}

function readArguments(command: CommandName, words: readonly string[], folder: string, source: SourceBuilder): void {
  const expected = argumentsOf(command)
  const last = expected.at(-1)
  for (const [index, word] of words.entries()) {
    const setting = expected[index] ?? (last?.kind.many === true ? last : undefined)
    if (setting === undefined) {
      const problem = `Nothing is expected after "${[command, ...words.slice(0, index)].join(' ')}".`
      source.mistakes.push({ place: word, problem, fix: 'Leave it out.' })
      return
    }
    source.addText(setting, word, setting.kind.fromText(word, folder))
  }
}

function isKnown(name: string): boolean {
  return byFlag.has(name) || Object.hasOwn(general, name)
}

function addFlag(
  { name, rawName, value }: OptionToken,
  command: CommandName,
  folder: string,
  source: SourceBuilder,
): void {
  const setting = byFlag.get(name)
  if (setting === undefined || !setting.commands.includes(command)) {
    source.mistakes.push(unknownFlag(rawName, command, setting))
  } else if (setting.kind.placeholder === null) {
    if (value === undefined) source.addText(setting, rawName, setting.kind.fromText('1', folder))
    else source.mistakes.push(takesNoValue(rawName))
  } else if (value === undefined || value === '') {
    source.mistakes.push({
      place: rawName,
      problem: 'It wants a value.',
      fix: `Write ${rawName} ${setting.kind.placeholder}.`,
    })
  } else {
    source.addText(setting, `${rawName} ${value}`, setting.kind.fromText(value, folder))
  }
}

function unknownFlag(place: string, command: CommandName, elsewhere: Setting | undefined): Mistake {
  if (elsewhere !== undefined) {
    const problem = `"herenow ${command}" doesn't know it.`
    return { place, problem, fix: `It belongs to: ${elsewhere.commands.map((name) => `herenow ${name}`).join(', ')}.` }
  }
  const known = settingsOf(command).flatMap(({ flag }) => (flag === null ? [] : [`--${flag}`]))
  const { message, hint } = unknownName('flag', place, [...known, '--help', '--version'])
  return { place, problem: message, fix: hint }
}

function takesNoValue(place: string): Mistake {
  return { place, problem: 'It takes no value.', fix: `Write ${place} alone.` }
}
