import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { engineMessages, offsetsOf, usualRetention } from '../../testing/engine-messages.ts'
import { ManualClock } from '../../testing/manual-clock.ts'
import { openSqlite } from '../../testing/support/sqlite-bench.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import { contextOf } from '../../testing/test-engine.ts'
import { applicationId, migrations } from './migrations.ts'
import { sqlite } from './sqlite.ts'

const open = (path: string): Promise<void> => sqlite(path).open(contextOf(new ManualClock()))

/** Runs `work` with the rights of nobody in particular: for root nothing is read-only. */
async function asAnybody(work: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    await work()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

describe('opening a file', () => {
  it('makes it, and the folders that it is to stand in', async () => {
    const path = join(temporaryFolder(), 'deep/in/there/herenow.db')
    await openSqlite(path)
    expect(existsSync(path)).toBe(true)
  })

  it.each<[string, (folder: string) => string, RegExp]>([
    ['a folder where the file should be', (folder) => folder, /can not be opened/],
    [
      'a file where its folder should be',
      (folder) => {
        writeFileSync(join(folder, 'file'), '')
        return join(folder, 'file/herenow.db')
      },
      /can not be opened/,
    ],
    [
      'something that is no database',
      (folder) => {
        writeFileSync(join(folder, 'letter.db'), 'Dear reader, '.repeat(1_000))
        return join(folder, 'letter.db')
      },
      /not a database/,
    ],
  ])('refuses %s, naming it and what to do', async (_, prepare, message) => {
    const path = prepare(temporaryFolder())
    const refused = { code: 'server_error', message: expect.stringMatching(message), hint: expect.stringMatching(/./) }
    await expect(open(path)).rejects.toMatchObject(refused)
    await expect(open(path)).rejects.toThrow(path)
  })

  it('refuses a folder that may not be written, with what to do', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o555)
    await asAnybody(() =>
      expect(open(join(folder, 'herenow.db'))).rejects.toMatchObject({
        code: 'server_error',
        hint: expect.stringMatching(/writ/),
      }),
    )
  })

  it('refuses the database of another program, and leaves it as it is', async () => {
    const path = join(temporaryFolder(), 'other.db')
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE customers (name TEXT)')
    other.close()
    const before = readFileSync(path)
    await expect(open(path)).rejects.toThrow(/belongs to another program/)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('refuses a file that another engine of this process has open, at once', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    const { engine } = await openSqlite(path)
    await expect(open(path)).rejects.toMatchObject({
      message: expect.stringContaining(path),
      hint: expect.stringMatching(/one server at a time/),
    })
    await engine.publish('room:a', engineMessages(1), usualRetention)
    await engine.close()
    const again = await openSqlite(path)
    expect(await again.engine.position('room:a')).toMatchObject({ top: 1 })
  })

  it('refuses a file that another process has open, and reading it from there is refused too', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    await openSqlite(path)
    const script = `
      import { sqlite } from ${JSON.stringify(fileURLToPath(new URL('sqlite.ts', import.meta.url)))}
      await sqlite(${JSON.stringify(path)}).open({}).catch((error) => console.log(error.message))`
    const args = ['--conditions=source', '--input-type=module', '-e', script]
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(stdout).toBe(`The database is in use by another process: "${path}".\n`)
  })
})

describe('the version of a file', () => {
  /** A file as version 1 made it, with two messages. */
  function versionOne(path: string): void {
    const file = new DatabaseSync(path)
    file.exec(migrations[0] ?? '')
    file.exec(`PRAGMA user_version=1; PRAGMA application_id=${applicationId}`)
    file.exec("INSERT INTO meta VALUES (1, 'the-epoch', 1700000000000, 'id:first', 0)")
    file.exec("INSERT INTO channel VALUES (7, 'room:a', 2, 0, 1800000000000, 0, 1000, 86400, 4, 1)")
    file.exec("INSERT INTO m VALUES (7, 1, 1800000000000, NULL, 'a', 'ana', '{}')")
    file.exec("INSERT INTO m VALUES (7, 2, 1800000000000, NULL, 'b', 'ana', '{}')")
    file.close()
  }

  it('is brought up to date: what version 1 has written can be read', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    versionOne(path)
    const { engine } = await openSqlite(path)
    expect(await engine.position('room:a')).toMatchObject({ epoch: 'the-epoch', top: 2, floor: 0 })
    expect(offsetsOf(await engine.history('room:a', { limit: 5, direction: 'forwards' }))).toEqual([1, 2])
  })

  it('may not be newer than the server: that file is refused, with what to do', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    versionOne(path)
    const file = new DatabaseSync(path)
    file.exec(`PRAGMA user_version=${migrations.length + 1}`)
    file.close()
    await expect(open(path)).rejects.toMatchObject({
      message: expect.stringMatching(/newer version/),
      hint: expect.stringMatching(/Update @herenow\/server/),
    })
  })
})

describe('the options of sqlite', () => {
  it.each<[string, () => unknown]>([
    ['no path', () => sqlite('')],
    ['the name of no file', () => sqlite(':memory:')],
    ['an option that is not known', () => sqlite('a.db', JSON.parse('{ "durabilty": "os" }') as object)],
    ['a durability without a file', () => sqlite('a.db', { durability: 'memory' as 'os' })],
  ])('are refused for %s', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })
})

const index = fileURLToPath(new URL('../../index.ts', import.meta.url))

it('is not loaded with the server: only opening a file does', () => {
  const script = `
    import { createServer, sqlite } from ${JSON.stringify(index)}
    createServer({ engine: sqlite('never/opened.db') })
    console.log(process.moduleLoadList.some((name) => name.endsWith('sqlite')))`
  const args = ['--conditions=source', '--input-type=module', '-e', script]
  expect(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout).toBe('false\n')
})

it('says which Node has SQLite where this one has none', () => {
  const script = `
    import { createServer, sqlite } from ${JSON.stringify(index)}
    const failure = await createServer({ engine: sqlite('never/opened.db') }).listen().catch((error) => error)
    console.log(JSON.stringify({ code: failure.code, message: failure.message, hint: failure.hint }))`
  const args = ['--no-experimental-sqlite', '--conditions=source', '--input-type=module', '-e', script]
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(JSON.parse(stdout)).toEqual({
    code: 'unsupported',
    message: expect.stringContaining(`Node ${process.versions.node} has no node:sqlite.`),
    hint: expect.stringContaining('Node 22.13'),
  })
})
