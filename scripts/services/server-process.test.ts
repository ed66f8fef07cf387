import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { removeFolder, startInFolder, startProcess, temporaryFolder } from './server-process.mjs'

/** Runs a program that lasts until it is ended. */
function start(folder: string, program: string) {
  const sign = join(folder, 'ready')
  // A file is there a moment before what is in it.
  const isReady = (): Promise<boolean> => Promise.resolve(existsSync(sign) && readFileSync(sign, 'utf8') !== '')
  return startProcess({ command: process.execPath, words: ['-e', program], folder, isReady })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const ready = "require('node:fs').writeFileSync('ready', String(process.pid)); setInterval(() => {}, 1_000)"

describe('a server of a test', () => {
  it('is there when it says so, and gone with its folder when it is stopped', async () => {
    let place = ''
    const server = await startInFolder((folder) => start((place = folder), ready))
    expect(readFileSync(join(place, 'ready'), 'utf8')).toBe(String(server.pid))
    await server.stop()
    expect([isRunning(server.pid), existsSync(place)]).toEqual([false, false])
  })

  it('ends also when it doesn’t want to', async () => {
    const server = await startInFolder((folder) => start(folder, `process.on('SIGTERM', () => {}); ${ready}`))
    await server.kill()
    expect(isRunning(server.pid)).toBe(false)
    await server.stop()
  })

  it('that ends before it is ready is an error with what it said, and leaves no folder', async () => {
    let place = ''
    const failing = startInFolder((folder) =>
      start((place = folder), "console.error('No such thing'); process.exit(3)"),
    )
    await expect(failing).rejects.toThrow('No such thing')
    expect(existsSync(place)).toBe(false)
  })

  it('that can’t be run is an error', async () => {
    const folder = temporaryFolder()
    onTestFinished(() => removeFolder(folder))
    writeFileSync(join(folder, 'nothing'), '')
    const isReady = (): Promise<boolean> => Promise.reject(new Error('Not yet'))
    const failing = startProcess({ command: join(folder, 'nothing'), words: [], folder, isReady })
    await expect(failing).rejects.toThrow('ended')
  })
})
