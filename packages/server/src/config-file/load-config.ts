import { access, readFile } from 'node:fs/promises'
import { dirname, extname, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readsTypeScript } from '../env/node-version.ts'
import { lineOfSyntaxError } from '../env/syntax-check.ts'
import type { ConfigValues } from '../settings/config-values.ts'
import { Mistakes } from '../settings/mistake.ts'

/** Reads a configuration file. Rejects with `Mistakes` when it can't be read; its values aren't looked at. */
export async function loadConfig(file: string, cwd: string): Promise<ConfigValues> {
  const name = relative(cwd, file)
  if (!/\.(?:[mc]?[tj]s|json)$/.test(file)) {
    const fix = 'Name a file that ends in .ts, .mts, .js, .mjs or .json.'
    throw new Mistakes([{ place: name, problem: 'This is no kind of configuration file.', fix }])
  }
  return extname(file) === '.json' ? loadJson(file, name) : loadModule(file, name)
}

async function loadJson(file: string, name: string): Promise<ConfigValues> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(name, error)
  })
  // Only needed for files in JSON, so only loaded for them.
  const { jsonPlaces, mistakePlace } = await import('./json-places.ts')
  try {
    const placeIn = jsonPlaces(text)
    const placeOf = (path: readonly string[]): string => {
      const { line, column } = placeIn(path)
      return `${name}:${line}:${column}${path.length === 0 ? '' : ` (${shownPath(path)})`}`
    }
    return { value: JSON.parse(text), folder: dirname(file), placeOf }
  } catch (error) {
    const at = mistakePlace(error)
    const place = at === null ? name : `${name}:${at.line}:${at.column}`
    throw new Mistakes([
      {
        place,
        problem: 'This is not JSON.',
        fix: 'Look for a comma too many or too few, a missing quote or bracket, or a comment.',
      },
    ])
  }
}

async function loadModule(file: string, name: string): Promise<ConfigValues> {
  if (/\.[mc]?ts$/.test(file) && !readsTypeScript) {
    const fix = 'Use Node 22.18 or newer, or write it as herenow.config.mjs or herenow.config.json.'
    throw new Mistakes([{ place: name, problem: 'This version of Node reads no TypeScript.', fix }])
  }
  await access(file).catch((error: unknown) => {
    throw unreadable(name, error)
  })
  const module: unknown = await import(pathToFileURL(file).href).catch(async (error: unknown) => {
    const line = await lineOf(error, file)
    throw unreadable(line === null ? name : `${name}:${line}`, error)
  })
  if (typeof module !== 'object' || module === null || !('default' in module)) {
    const fix = 'Write: export default { port: 7070 }.'
    throw new Mistakes([{ place: name, problem: 'It exports no configuration.', fix }])
  }
  const placeOf = (path: readonly string[]): string => (path.length === 0 ? name : `${name} (${shownPath(path)})`)
  return { value: module.default, folder: dirname(file), placeOf }
}

/** The line of a module that an error is about, perhaps with a column. */
async function lineOf(error: unknown, file: string): Promise<string | null> {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const start of [file, pathToFileURL(file).href]) {
    const at = stack.indexOf(`${start}:`)
    const line = at === -1 ? null : /^\d+(?::\d+)?/.exec(stack.slice(at + start.length + 1))
    if (line !== null) return line[0]
  }
  return error instanceof SyntaxError ? lineOfSyntaxError(file) : null
}

/** A path as a program would write it: `rules["news:*"].history`, `origins[1]`. */
function shownPath(path: readonly string[]): string {
  return path
    .map((part, index) =>
      /^\d+$/.test(part)
        ? `[${part}]`
        : /^[A-Za-z_]\w*$/.test(part)
          ? `${index === 0 ? '' : '.'}${part}`
          : `["${part}"]`,
    )
    .join('')
}

function unreadable(place: string, error: unknown): Mistakes {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : null
  return new Mistakes([{ place, problem: `It can't be read: ${firstLine(message)}`, fix: fixFor(code, message) }])
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}

function fixFor(code: unknown, message: string): string {
  if (code === 'ENOENT') return 'Name a file that is there: --config FILE.'
  if (code === 'ERR_MODULE_NOT_FOUND' && message.includes('@herenow/server')) {
    return 'Install @herenow/server in this project, or export the object without defineConfig.'
  }
  return 'Mend it there; the file must export a configuration by default.'
}
