import { findConfigs } from '../config-file/find-config.ts'
import { loadConfig } from '../config-file/load-config.ts'
import { readConfigValues } from '../settings/config-values.ts'
import { readEnvironment } from '../settings/environment.ts'
import { readFlags } from '../settings/flags.ts'
import type { Mistake } from '../settings/mistake.ts'
import { Mistakes } from '../settings/mistake.ts'
import type { CommandName } from '../settings/setting.ts'
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
 * `settled`, for the command to tell with its own. Rejects with `Mistakes` when it isn't clear which command is meant.
 */
export async function readInvocation(
  words: readonly string[],
  { cwd, environment }: Surroundings,
): Promise<Invocation> {
  const line = readFlags(words, cwd)
  if (line.wantsHelp) return { kind: 'help', command: line.isNamed ? line.command : null }
  if (line.wantsVersion) return { kind: 'version' }
  const said = [line.source, readEnvironment(environment, line.command, cwd)]
  const config = await readConfig(new Settled(said).text('config'), line.command, cwd)
  return { kind: 'run', command: line.command, settled: new Settled([...said, config]) }
}

/** Throws all that is wrong, if anything is. */
export function assertNoMistakes(...lists: readonly (readonly Mistake[])[]): void {
  const all = lists.flat()
  if (all.length > 0) throw new Mistakes(all)
}

/** The configuration that was named, or the one in the folder; a server for development takes only one that is named. */
async function readConfig(named: string | null, command: CommandName, cwd: string): Promise<Source> {
  const found = named !== null ? [named] : command === 'dev' ? [] : await findConfigs(cwd)
  const [file, other] = found
  if (file === undefined) return { given: [], mistakes: [] }
  if (other !== undefined) {
    const fix = `Keep one of them, or name one: --config FILE.`
    return { given: [], mistakes: [{ place: other, problem: `There is ${file} too.`, fix }] }
  }
  try {
    return readConfigValues(await loadConfig(file, cwd), command)
  } catch (error) {
    if (error instanceof Mistakes) return { given: [], mistakes: error.list }
    throw error
  }
}
