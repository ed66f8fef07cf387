import { relative } from 'node:path'
import { findConfigs } from '../config-file/find-config.ts'
import { loadConfig } from '../config-file/load-config.ts'
import { readConfigValues } from '../settings/config-values.ts'
import { readEnvironment } from '../settings/environment.ts'
import { readFlags } from '../settings/flags.ts'
import type { Mistake } from '../settings/mistake.ts'
import { Mistakes } from '../settings/mistake.ts'
import type { CommandName } from '../settings/setting.ts'
import { asksServer } from '../settings/setting.ts'
import { Settled } from '../settings/settle.ts'
import type { Source } from '../settings/source.ts'

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly command: CommandName; readonly settled: Settled }

/** Where a command was started. */
export interface Surroundings {
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Reads flags, then the environment for what they leave open, then the configuration file. Mistakes in them stand in
 * `settled`, for the command to tell with its own. Rejects with `Mistakes` when it isn't clear which command is meant, or
 * the file can't be read.
 */
export async function readInvocation(
  words: readonly string[],
  { cwd, environment }: Surroundings,
): Promise<Invocation> {
  const line = readFlags(words, cwd)
  if (line.wantsHelp) return { kind: 'help', command: line.isNamed ? line.command : null }
  if (line.wantsVersion) return { kind: 'version' }
  const said = [line.source, readEnvironment(environment, line.command, cwd)]
  const config = await configOf(new Settled(said), line.command, cwd)
  return { kind: 'run', command: line.command, settled: new Settled([...said, config]) }
}

/** Throws all that is wrong, if anything is. */
export function assertNoMistakes(...lists: readonly (readonly Mistake[])[]): void {
  const all = lists.flat()
  if (all.length > 0) throw new Mistakes(all)
}

/** What the configuration says. Rejects with `Mistakes` when it can't be read: what it would have said isn't missing. */
async function configOf(said: Settled, command: CommandName, cwd: string): Promise<Source> {
  try {
    const file = await configFile(said.text('config'), command, cwd)
    return file === null ? { given: [], mistakes: [] } : readConfigValues(await loadConfig(file, cwd), command)
  } catch (error) {
    if (error instanceof Mistakes) throw new Mistakes([...said.mistakes, ...error.list])
    throw error
  }
}

/**
 * The file that was named, or the one in the folder. A server for development takes only one that is named, and what asks a
 * server none: that may run elsewhere.
 */
async function configFile(named: string | null, command: CommandName, cwd: string): Promise<string | null> {
  if (named !== null || command === 'dev' || asksServer(command)) return named
  const [file = null, other] = await findConfigs(cwd)
  if (file === null || other === undefined) return file
  const problem = `There is ${relative(cwd, file)} too.`
  throw new Mistakes([{ place: relative(cwd, other), problem, fix: 'Keep one of them, or name one: --config FILE.' }])
}
