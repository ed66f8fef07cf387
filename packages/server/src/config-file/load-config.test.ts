import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'
import { loadConfig } from './load-config.ts'

/** A folder with one file. */
function folderWith(name: string, text: string): string {
  const folder = temporaryFolder()
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, name), text)
  return folder
}

const load = (name: string, text: string): ReturnType<typeof loadConfig> => {
  const folder = folderWith(name, text)
  return loadConfig(join(folder, name), folder)
}

it('knows the line and column of everything in JSON', async () => {
  const { value, placeOf } = await load(
    'a.json',
    '{\n  "port": 1,\n  "rules": { "a.b": {\n    "publish": 1 } },\n  "origins": ["x", 5]\n}',
  )
  expect(value).toMatchObject({ port: 1, origins: ['x', 5] })
  expect(placeOf([])).toBe('a.json:1:1')
  expect(placeOf(['port'])).toBe('a.json:2:3 (port)')
  expect(placeOf(['rules', 'a.b', 'publish'])).toBe('a.json:4:5 (rules["a.b"].publish)')
  expect(placeOf(['origins', '1'])).toBe('a.json:5:20 (origins[1])')
})

it('names the path in a module, whose lines nobody tells', async () => {
  const { value, folder, placeOf } = await load('a.mjs', 'export default { port: 1 }')
  expect(value).toEqual({ port: 1 })
  expect(folder).not.toBe('')
  expect(placeOf(['rules', 'a:*', 'history'])).toBe('a.mjs (rules["a:*"].history)')
})

it.each([
  ['JSON with a comma too many', 'a.json', '{\n  "port": 1,\n}', 'a.json:3:1', 'This is not JSON.'],
  ['JSON that breaks off', 'a.json', '{ "port"', 'a.json:1:3', 'This is not JSON.'],
  ['an empty file', 'a.json', '', 'a.json:1:1', 'This is not JSON.'],
  ['a module that exports nothing', 'a.mjs', 'export const port = 1', 'a.mjs', 'It exports no configuration.'],
])('refuses %s', async (_, name, text, place, problem) => {
  await expect(load(name, text)).rejects.toMatchObject({ list: [{ place, problem }] })
})

it.each(['a.json', 'a.mjs', 'a.ts'])('says that %s is not there', async (name) => {
  const folder = temporaryFolder()
  await expect(loadConfig(join(folder, name), folder)).rejects.toMatchObject({
    list: [{ place: name, problem: expect.stringMatching(/ENOENT/), fix: 'Name a file that is there: --config FILE.' }],
  })
})
