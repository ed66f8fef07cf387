import { RealtimeError } from '@herenow/adapter'
import type { ServerOptions } from '../config.ts'
import { createServer } from '../create-server.ts'
import type { Engine } from '../engine/engine.ts'
import type { Mistake } from './mistake.ts'
import type { Settled } from './settle.ts'
import type { Given } from './source.ts'
import { secretFrom } from './secret-file.ts'
import { tlsMistakes } from './tls-mistakes.ts'

/** Options for `createServer`, and what is wrong with them. */
export interface CheckedOptions {
  readonly options: ServerOptions
  readonly mistakes: readonly Mistake[]
}

/** What a command adds to the options that were given. */
type DefaultOptions = ServerOptions & { readonly engine: Engine }

/**
 * The options that were given, `defaults` where they leave something open. Each is checked as `createServer` checks it, and
 * every mistake is told.
 */
export async function serverOptions(settled: Settled, defaults: DefaultOptions): Promise<CheckedOptions> {
  const auth = await authOf(settled)
  const apiKey = await secretFrom(settled, 'apiKey')
  const tls = tlsMistakes(settled)
  const told = [...auth.mistakes, ...apiKey.mistakes, ...tls]
  const leftOut = [
    ...(hasProof(settled) && auth.mistakes.length === 0 ? [] : ['auth']),
    ...(tls.length === 0 && settled.has('tls.cert') && settled.has('tls.key') ? [] : ['tls']),
  ]
  const given = [...settled.given.filter(({ setting }) => setting.isOption), ...auth.given, ...apiKey.given].filter(
    ({ path }) => !leftOut.includes(path[0] ?? ''),
  )
  // A key whose file can't be read isn't missing: nothing else is to be said of that.
  const unkeyed = apiKey.mistakes.length === 0 ? {} : { inspector: undefined }
  const options = { ...defaults, ...optionsOf(given), ...unkeyed }
  const whole = mistakeIn(options, null)
  if (whole === null) return { options, mistakes: told }
  const alone = (piece: readonly Given[]): ServerOptions => ({ engine: options.engine, ...optionsOf(piece) })
  const each = piecesOf(given).flatMap((piece): readonly FoundMistake[] => {
    const mistake = mistakeIn(alone(piece), piece[0] ?? null)
    return mistake === null ? [] : [{ mistake, isEntry: piece[0]?.setting.kind.many === true }]
  })
  return { options, mistakes: [...told, ...(each.length > 0 ? withoutRepeats(each) : [whole])] }
}

/** What holds of the settings of `auth` as a whole: the secret that a file has, and that there is one at all. */
export async function authOf(
  settled: Settled,
): Promise<{ readonly given: readonly Given[]; readonly mistakes: readonly Mistake[] }> {
  if (settled.has('auth.secretFile')) return secretFrom(settled, 'auth.secret')
  const isProven = hasProof(settled)
  // An `auth` whose secret comes from a variable that is unset must not mean a server without auth.
  const checks = ['auth.issuer', 'auth.audience', 'auth'].flatMap((key) => settled.placeOf(key) ?? [])
  if (isProven || checks[0] === undefined) return { given: [], mistakes: [] }
  const fix =
    'Name a secret (HERENOW_TOKEN_SECRET, --auth-secret-file) or a key set (--auth-jwks). Perhaps a variable that the configuration reads is not set.'
  return { given: [], mistakes: [{ place: checks[0], problem: 'There is nothing to check tokens with.', fix }] }
}

/** Whether the settings say how clients prove who they are. */
export function hasProof(settled: Settled): boolean {
  return settled.given.some(({ setting }) => setting.alternative?.name === 'proof')
}

function optionsOf(given: readonly Given[]): ServerOptions {
  const options = emptyRecord()
  for (const { setting, path, value } of given) {
    const parent = path.slice(0, -1).reduce(recordIn, options)
    const name = path.at(-1) ?? setting.key
    if (setting.kind.many === true)
      parent[name] = [...listIn(parent[name]), ...(Array.isArray(value) ? listIn(value) : [value])]
    // A rule is given before its parts are, so that one without any is there too.
    else if (setting.key === 'rules' && path.length === 2) recordIn(parent, name)
    else parent[name] = value
  }
  // What isn't of the right kind is found by `createServer`.
  return options as ServerOptions
}

/** Has no prototype, so that no name is special. */
function emptyRecord(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}

function recordIn(record: Record<string, unknown>, name: string): Record<string, unknown> {
  const found = record[name] ?? emptyRecord()
  record[name] = found
  return found as Record<string, unknown>
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Checked with others, or before. */
const notByThemselves: readonly (string | undefined)[] = ['auth', 'tls', 'host', 'engine', 'inspector']

/**
 * What can be checked by itself. The parts of `auth` can't; a host depends on it, and is checked with it. An inspector needs a
 * key.
 */
function piecesOf(given: readonly Given[]): readonly (readonly Given[])[] {
  const of = (...names: readonly string[]): readonly Given[] =>
    names.flatMap((name) => given.filter(({ path }) => path[0] === name))
  const others = given.filter(({ path }) => !notByThemselves.includes(path[0]))
  const inspector = of('inspector').length === 0 ? [] : of('inspector', 'apiKey')
  return [of('auth'), ...others.map((each) => [each]), inspector].filter((piece) => piece.length > 0)
}

function mistakeIn(options: ServerOptions, given: Given | null): Mistake | null {
  try {
    // Whether a server without auth may listen there is for the command to say.
    createServer(
      options.auth === undefined && options.authenticate === undefined
        ? { ...options, auth: { verify: nobody } }
        : options,
    )
    return null
  } catch (error) {
    const place = given?.place ?? 'the settings together'
    const problem = error instanceof Error ? error.message : String(error)
    const hint = RealtimeError.isInstance(error) ? error.hint : ''
    return { place, problem, fix: hint === '' ? 'Change it, or leave it out for the default.' : hint }
  }
}

function nobody(): never {
  throw new Error('There are no clients.')
}

interface FoundMistake {
  readonly mistake: Mistake
  /** Whether it is in an entry of a list: several may have the same, each at its own place. */
  readonly isEntry: boolean
}

function withoutRepeats(found: readonly FoundMistake[]): readonly Mistake[] {
  const first = ({ problem }: Mistake): number => found.findIndex(({ mistake }) => mistake.problem === problem)
  return found.flatMap(({ mistake, isEntry }, index) => (isEntry || first(mistake) === index ? [mistake] : []))
}
