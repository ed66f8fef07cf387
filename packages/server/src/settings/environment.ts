import { unknownName } from '../known-names.ts'
import type { CommandName } from './setting.ts'
import type { Source } from './source.ts'
import { SourceBuilder } from './source.ts'
import { settings } from './table.ts'

const byVariable = new Map(
  settings.flatMap((setting) => (setting.variable === null ? [] : [[setting.variable, setting] as const])),
)

/** Reads the variables named `HERENOW_…`. Those of other commands are left alone: one environment may serve several. */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  command: CommandName,
  folder: string,
): Source {
  const source = new SourceBuilder()
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('HERENOW_') || text === undefined) continue
    const setting = byVariable.get(name)
    if (setting === undefined) {
      const { message, hint } = unknownName('environment variable', name, [...byVariable.keys()])
      source.mistakes.push({ place: name, problem: message, fix: hint })
    } else if (text !== '' && setting.commands.includes(command)) {
      const parts = setting.kind.many === true ? text.split(',').map((part) => part.trim()) : [text]
      for (const part of parts) if (part !== '') source.addText(setting, name, setting.kind.fromText(part, folder))
    }
  }
  return source
}
