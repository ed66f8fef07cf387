import { RealtimeError } from '@herenow/adapter'
import type { Action } from '../auth/rights.ts'
import { isRecord } from '../settings/kinds.ts'
import type { Mistake } from '../settings/mistake.ts'
import { authOf } from '../settings/server-options.ts'
import type { Settled } from '../settings/settle.ts'
import type { SignTokenOptions } from '../token/sign-token.ts'
import { signToken } from '../token/sign-token.ts'
import { assertNoMistakes } from './invocation.ts'
import type { Terminal } from './terminal.ts'

/** A part of what a token is made from, or what is wrong with it. */
type Part =
  | { readonly place: string; readonly options: Partial<SignTokenOptions> }
  | { readonly place: string; readonly problem: string; readonly fix: string }

/** Prints a token for a client. Resolves with the exit code. */
export async function runToken(settled: Settled, terminal: Terminal): Promise<number> {
  const parts = [
    await secretPart(settled),
    clientPart(settled),
    ...capabilityParts(settled),
    infoPart(settled),
    textPart(settled, 'ttl', 'expiresIn'),
    textPart(settled, 'auth.issuer', 'issuer'),
    textPart(settled, 'auth.audience', 'audience'),
  ].filter((part) => part !== null)
  const found = await Promise.all(parts.map(mistakeIn))
  assertNoMistakes(
    settled.mistakes,
    found.filter((mistake) => mistake !== null),
  )
  terminal.print(`${await signToken(together(parts))}\n`)
  return 0
}

async function secretPart(settled: Settled): Promise<Part> {
  const { given, mistakes } = await authOf(settled)
  const [fromFile] = given
  const place = fromFile?.place ?? settled.placeOf('auth.secret')
  const secret = fromFile === undefined ? settled.text('auth.secret') : String(fromFile.value)
  if (place !== null && secret !== null) return { place, options: { secret } }
  const other =
    ['auth.jwks', 'auth.verify', 'authenticate'].map((key) => settled.placeOf(key)).find((found) => found !== null) ??
    null
  const problem =
    other === null ? 'There is no secret to sign with.' : 'Tokens of this server are not signed with a secret.'
  const fix = 'Set HERENOW_TOKEN_SECRET, or --auth-secret-file, as the server has it.'
  return settled.has('auth.secretFile') && mistakes[0] !== undefined
    ? mistakes[0]
    : { place: other ?? 'the secret', problem, fix }
}

function clientPart(settled: Settled): Part {
  const clientId = settled.text('client')
  const place = settled.placeOf('client') ?? '--client'
  if (clientId !== null) return { place, options: { clientId } }
  return { place, problem: 'It is missing.', fix: 'Say who the token is for: --client ana.' }
}

function capabilityParts(settled: Settled): readonly Part[] {
  return settled.entries('cap').map(({ place, value }) => {
    // Names of channels may have `=` in them, actions don't.
    const [, pattern, actions] = /^(.+)=([^=]*)$/.exec(String(value)) ?? []
    if (pattern === undefined || actions === undefined || actions === '') {
      return { place, problem: 'It has no pattern, or no actions.', fix: "Write --cap 'room:*=subscribe,publish'." }
    }
    // Which of them are actions is looked at where the token is signed.
    const named = actions.split(',').map((action) => action.trim()) as Action[]
    return { place, options: { capabilities: { [pattern]: named } } }
  })
}

function infoPart(settled: Settled): Part | null {
  const text = settled.text('info')
  const place = settled.placeOf('info')
  if (text === null || place === null) return null
  const info = jsonObject(text)
  if (info !== null) return { place, options: { info } }
  return { place, problem: 'This is not a JSON object.', fix: `Write --info '{"name":"Ana"}'.` }
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function textPart(settled: Settled, key: string, option: 'expiresIn' | 'issuer' | 'audience'): Part | null {
  const text = settled.text(key)
  const place = settled.placeOf(key)
  return text === null || place === null ? null : { place, options: { [option]: text } }
}

/** What is wrong with one part, were everything else right. */
async function mistakeIn(part: Part): Promise<Mistake | null> {
  if ('problem' in part) return part
  try {
    await signToken({ secret: '-'.repeat(64), clientId: 'somebody', ...part.options })
    return null
  } catch (error) {
    if (!RealtimeError.isInstance(error)) throw error
    return { place: part.place, problem: error.message, fix: error.hint }
  }
}

function together(parts: readonly Part[]): SignTokenOptions {
  const all = parts.flatMap((part) => ('options' in part ? [part.options] : []))
  const capabilities: Record<string, readonly Action[]> = {}
  for (const [pattern, actions] of all.flatMap((options) => Object.entries(options.capabilities ?? {}))) {
    capabilities[pattern] = [...new Set([...(capabilities[pattern] ?? []), ...actions])]
  }
  const said = Object.assign({ secret: '', clientId: '' }, ...all) as SignTokenOptions
  return { ...said, capabilities: Object.keys(capabilities).length === 0 ? undefined : capabilities }
}
