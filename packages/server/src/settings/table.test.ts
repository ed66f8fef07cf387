import { expect, it } from 'vitest'
import { createServer } from '../create-server.ts'
import { generalHelp, commandHelp } from './help-text.ts'
import { settings } from './table.ts'

it('has a line for every option of a server, so that the command knows what programs know', () => {
  const unknown: object = { noSuchOption: 1 }
  let hint = ''
  try {
    createServer(unknown)
  } catch (error) {
    hint = error instanceof Error && 'hint' in error ? String(error.hint) : ''
  }
  const options = /Known: (.*)\.$/.exec(hint)?.[1]?.split(', ') ?? []
  expect(options).toContain('port')
  const known = new Set(
    settings.filter(({ isOption, inFile }) => isOption && inFile).map(({ key }) => key.split('.')[0]),
  )
  expect(known).toEqual(new Set(options))
})

it('names each flag and each variable once', () => {
  for (const kind of ['key', 'flag', 'variable'] as const) {
    const names = settings.flatMap((setting) => setting[kind] ?? [])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  }
})

it('fits the general help on one screen of 24 lines of 80 characters', () => {
  const lines = generalHelp.trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(23)
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

it.each(['dev', 'serve', 'token'] as const)('tells every flag and variable in the help of %s', (command) => {
  const help = commandHelp(command)
  for (const { commands, flag, variable, key } of settings) {
    if (!commands.includes(command) || key.startsWith('limits.')) continue
    if (flag !== null) expect(help).toContain(`--${flag}`)
    if (variable !== null) expect(help).toContain(variable)
  }
  expect(help.split('\n').filter((line) => line.length > 100)).toEqual([])
})
