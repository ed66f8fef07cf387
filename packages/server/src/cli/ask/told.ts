import type { Api } from '../../api-client/index.ts'
import { createApi } from '../../api-client/index.ts'
import type { Mistake } from '../../settings/mistake.ts'
import type { AskingCommandName } from '../../settings/setting.ts'
import { secretFrom } from '../../settings/secret-file.ts'
import type { Settled } from '../../settings/settle.ts'
import { argumentsOf } from '../../settings/table.ts'
import { readTimeSpan } from '../../token/time-span.ts'
import { assertNoMistakes } from '../invocation.ts'

/** Where a running server is. */
export interface RunningServer {
  /** Its HTTP side, such as `https://realtime.example.com/realtime`. */
  readonly httpUrl: string
  /** Where clients connect. */
  readonly url: string
}

/** What a command that asks a running server was told, and all that is wrong with it. */
export class Told {
  readonly #settled: Settled
  readonly #command: AskingCommandName
  readonly #mistakes: Mistake[] = []

  constructor(settled: Settled, command: AskingCommandName) {
    this.#settled = settled
    this.#command = command
  }

  /** An argument that must be there. */
  argument(key: string): string {
    const given = this.#settled.text(key)
    if (given !== null) return given
    const words = argumentsOf(this.#command).map(({ kind }) => kind.placeholder)
    const name = argumentsOf(this.#command).find((setting) => setting.key === key)?.kind.placeholder ?? key
    this.#wrong(name, 'It is missing.', `Write: herenow ${[this.#command, ...words].join(' ')}`)
    return ''
  }

  /** An argument that must be there and be JSON. */
  json(key: string): unknown {
    const given = this.argument(key)
    try {
      return given === '' ? null : (JSON.parse(given) as unknown)
    } catch {
      const fix = `Write it in quotes for your shell: '{"text":"hello"}', or '"hello"' for a text.`
      this.#wrong(given.slice(0, 60), 'This is not JSON.', fix)
      return null
    }
  }

  /** A number from `least` on, or what holds without it. */
  number(key: string, least: number, usual: number): number {
    const given = this.#settled.number(key) ?? usual
    if (given < least) this.#wrong(this.#settled.placeOf(key) ?? key, 'It is too small.', `Write ${least} or more.`)
    return given
  }

  /** Seconds of a time, which may be 0; `undefined`: none is given. */
  seconds(key: string): number | undefined {
    const given = this.#settled.text(key)
    if (given === null) return undefined
    const seconds = given === '0' ? 0 : readTimeSpan(given)
    if (seconds === null) {
      this.#wrong(this.#settled.placeOf(key) ?? key, 'This is no time.', 'Write it as 30s, 15m, 1h or 7d.')
    }
    return seconds ?? undefined
  }

  server(): RunningServer {
    const given = this.#settled.text('url') ?? 'http://127.0.0.1:7070'
    if (!/^(http|ws)s?:\/\/[^/?#]/.test(given) || !URL.canParse(given)) {
      const fix = 'Write the address of the server, such as https://realtime.example.com or ws://127.0.0.1:7070.'
      this.#wrong(this.#settled.placeOf('url') ?? 'url', 'This is no address of a server.', fix)
      return { httpUrl: '', url: '' }
    }
    const { protocol, host, pathname } = new URL(given)
    const isSafe = protocol === 'https:' || protocol === 'wss:'
    const rest = `${isSafe ? 's' : ''}://${host}${pathname.replace(/\/+$/, '')}`
    return { httpUrl: `http${rest}`, url: `ws${rest}` }
  }

  /** The API of the server. Rejects with `Mistakes` for all that is wrong until now. */
  async api(): Promise<Api> {
    const { httpUrl } = this.server()
    const { given, mistakes } = await secretFrom(this.#settled, 'apiKey')
    this.#mistakes.push(...mistakes)
    const key = this.#settled.text('apiKey') ?? given.map(({ value }) => String(value))[0] ?? null
    if (key === null && mistakes.length === 0) {
      const fix = 'Set HERENOW_API_KEY to what the server has (or HERENOW_API_KEY_FILE), or give the server one.'
      this.#wrong('HERENOW_API_KEY', 'There is no key for the API of the server.', fix)
    }
    assertNoMistakes(this.#settled.mistakes, this.#mistakes)
    return createApi({ url: httpUrl, key: key ?? '' })
  }

  #wrong(place: string, problem: string, fix: string): void {
    this.#mistakes.push({ place, problem, fix })
  }
}
