import { readFile } from 'node:fs/promises'
import { clientFrameItems, closeCode, decodeServerFrame, limits } from '@herenow/protocol'
import { expect, it } from 'vitest'

const page = new URL('../docs/protocol.md', import.meta.url)
const sources = new URL('../packages/protocol/src/', import.meta.url)

/** What stands between a heading and the next one of its kind. */
async function section(title: string): Promise<string> {
  const text = await readFile(page, 'utf8')
  return text.split(/^## /m).find((part) => part.startsWith(title)) ?? ''
}

/** The first column of all tables, without quotes. */
function firstCells(text: string): readonly string[] {
  return [...text.matchAll(/^\| *([^|]*?) *\|/gm)].flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '))
}

it('has every close code in its table', async () => {
  const rows = firstCells(await section('Close codes'))
  expect(Object.values(closeCode).filter((code) => !rows.includes(String(code)))).toEqual([])
})

it('has every error code that travels in its table', async () => {
  const source = await readFile(new URL('error-body.ts', sources), 'utf8')
  const list = /const codes[^=]*= \[([^\]]*)\]/.exec(source)?.[1] ?? ''
  const codes = [...list.matchAll(/'(\w+)'/g)].map(([, code = '']) => code)
  expect(codes.length).toBeGreaterThan(10)
  const rows = firstCells(await section('Errors'))
  expect([...codes, 'server_error'].filter((code) => !rows.includes(code))).toEqual([])
})

it('has every item of both sides in its tables', async () => {
  const rows = firstCells(await section('All items'))
  const documented = rows.filter((cell) => /^[a-z-]+$/.test(cell) && !['item'].includes(cell))
  for (const file of ['decode-client-frame.ts', 'decode-server-frame.ts']) {
    const source = await readFile(new URL(file, sources), 'utf8')
    const readers = /const readers[^=]*= \{\n([\s\S]*?)\n\}/.exec(source)?.[1] ?? ''
    const types = [...readers.matchAll(/^ {2}'?([a-z-]+)'?: /gm)].map(([, type = '']) => type)
    expect(types.length, file).toBeGreaterThan(10)
    expect(
      types.filter((type) => !documented.includes(type)),
      file,
    ).toEqual([])
  }
})

it('shows examples that both sides can read', async () => {
  const text = await readFile(page, 'utf8')
  const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, example = '']) => example)
  expect(examples.length).toBeGreaterThan(8)
  for (const example of examples) {
    for (const frame of framesIn(example)) {
      const fromClient = [...toArray(clientFrameItems(frame))]
      const known = [...fromClient, ...decodeServerFrame(frame)].some(({ item }) => item !== undefined)
      expect(known, frame).toBe(true)
    }
  }
})

it('says the numbers that hold', async () => {
  const text = await section('Limits')
  const numbers = [
    limits.frameBytes,
    limits.serverFrameBytes,
    limits.messageBytes,
    limits.stateBytes,
    limits.tokenBytes,
  ]
  for (const number of numbers) expect(text).toContain(number.toLocaleString('en-US'))
})

function toArray<T>(iterator: Iterator<T, void, void>): readonly T[] {
  const all: T[] = []
  for (let next = iterator.next(); next.done !== true; next = iterator.next()) all.push(next.value)
  return all
}

/** Several items may stand below each other, each over one or more lines. */
function framesIn(example: string): readonly string[] {
  const frames: string[] = []
  let frame = ''
  for (const line of example.split('\n')) {
    frame += `${line}\n`
    if (isJson(frame)) {
      frames.push(frame)
      frame = ''
    }
  }
  expect(frame.trim(), 'an example that is no JSON').toBe('')
  return frames
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
