import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url))

/** The herenow command in a process of its own. */
export interface HerenowProcess {
  readonly child: ChildProcess
  /** Resolves with the address once it is printed. */
  readonly url: () => Promise<string>
  /** Resolves once it has printed something that matches, with all that it has printed and the first group. */
  readonly printed: (pattern: RegExp) => Promise<{ text: string; match: string }>
  readonly exit: () => Promise<{ code: number | null; out: string; err: string }>
}

/** Starts the command, by default in the present folder; it is gone when the test has finished. */
export function runHerenow(
  args: readonly string[],
  environment: Record<string, string> = {},
  cwd: string = process.cwd(),
): HerenowProcess {
  const child = spawn(process.execPath, ['--conditions=source', cli, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const text = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  const closed = once(child, 'close') as Promise<[number | null]>
  const printed = async (pattern: RegExp): Promise<{ text: string; match: string }> => {
    for (;;) {
      const found = pattern.exec(text.out)
      if (found !== null) return { text: text.out, match: found[1] ?? found[0] }
      const ended = await Promise.race([closed, once(child.stdout, 'data').then(() => null)])
      if (ended !== null) throw new Error(`It ended: ${text.err}`)
    }
  }
  const url = async (): Promise<string> => (await printed(/wss?:\/\/\S+/)).match
  const exit = async (): Promise<{ code: number | null; out: string; err: string }> => {
    const [code] = await closed
    return { code, ...text }
  }
  return { child, url, printed, exit }
}
