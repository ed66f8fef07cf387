import { resolve } from 'node:path'
import { isPem } from '../http/server-tls.ts'

/** What came of reading a value. */
export type Reading = { readonly value: unknown } | { readonly problem: string; readonly fix: string }

/** How the value of a setting is read, wherever it stands. */
export interface Kind {
  /** Stands for a value in help texts; `null`: the flag takes none. */
  readonly placeholder: string | null
  /** Whether it is a list: a flag may be repeated, a variable separates with commas. */
  readonly many?: true
  /** Reads a flag's or a variable's text. Paths in it start at `folder`. */
  fromText(text: string, folder: string): Reading
  /** Reads a value of the configuration file; of a list, one of its entries. */
  fromFile(value: unknown, folder: string): Reading
}

const wrong = (problem: string, fix: string): Reading => ({ problem, fix })

/** How a value looks in an error: short, and never more than a line. */
function shown(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A whole number. */
export const wholeNumber: Kind = {
  placeholder: 'NUMBER',
  fromText: (text) =>
    /^-?\d{1,15}$/.test(text)
      ? { value: Number(text) }
      : wrong(`${shown(text)} is not a whole number.`, 'Write digits.'),
  fromFile: (value) =>
    Number.isSafeInteger(value)
      ? { value }
      : wrong(`${shown(value)} is not a whole number.`, 'Write digits, without quotes.'),
}

/** A text that stands for itself; `placeholder` names it in help texts. */
export function text(placeholder: string): Kind {
  return { placeholder, fromText: (value) => ({ value }), fromFile: (value) => readText(value) }
}

/** Any number of texts. */
export function texts(placeholder: string): Kind {
  return { ...text(placeholder), many: true }
}

/** A path, which starts at the folder that the command runs in, or that the configuration file is in. */
export function path(placeholder: string): Kind {
  return {
    placeholder,
    fromText: (value, folder) => ({ value: resolve(folder, value) }),
    fromFile: (value, folder) => {
      const read = readText(value)
      return 'value' in read ? { value: resolve(folder, String(read.value)) } : read
    },
  }
}

/** The path of a PEM file. The configuration may have the PEM itself too: what it says isn't seen by everybody on the machine. */
export const pem: Kind = {
  ...path('FILE'),
  fromText: (value, folder) =>
    isPem(value)
      ? wrong('It must be the path of a PEM file, not the PEM itself.', 'Name the file.')
      : { value: resolve(folder, value) },
  fromFile: (value, folder) =>
    typeof value === 'string' && isPem(value) ? { value } : path('FILE').fromFile(value, folder),
}

/** One of a few words. */
export function oneOf(words: readonly string[]): Kind {
  const read = (value: unknown): Reading =>
    typeof value === 'string' && words.includes(value)
      ? { value }
      : wrong(`${shown(value)} is none of its values.`, `Known: ${words.join(', ')}.`)
  return { placeholder: words.join('|'), fromText: read, fromFile: read }
}

/** Yes or no: a flag without a value, 1 or 0 in the environment. */
export const yes: Kind = {
  placeholder: null,
  fromText: (value) =>
    value === '1' || value === '0' ? { value: value === '1' } : wrong('It must be "1" or "0".', 'Write 1 for yes.'),
  fromFile: (value) =>
    typeof value === 'boolean' ? { value } : wrong('It must be true or false.', 'Write it without quotes.'),
}

/** Keys that tokens are signed with: the URL of a set, or in a file the set itself. */
export const keySet: Kind = {
  ...text('URL'),
  fromFile: (value) => (isRecord(value) ? { value } : readText(value)),
}

/** The key of the API; in a file also several, with what each allows. */
export const apiKeys: Kind = {
  ...text('KEY'),
  fromFile: (value) => (Array.isArray(value) ? { value } : readText(value)),
}

/** A thing that only a program can make. */
export function made(what: 'function' | 'object', fix: string): Kind {
  const read = (value: unknown): Reading =>
    value !== null && typeof value === what
      ? { value }
      : wrong(`${shown(value)} is not ${what === 'object' ? 'an object' : 'a function'}.`, fix)
  return { placeholder: null, fromText: read, fromFile: read }
}

/** A function, or one in an object with more about it. */
export function functionOrPolicy(fix: string): Kind {
  const [isFunction, isPolicy] = [made('function', fix), made('object', fix)]
  return {
    ...isFunction,
    fromFile: (value, folder) => (isRecord(value) ? isPolicy : isFunction).fromFile(value, folder),
  }
}

/** Addresses that events are sent to, each with what it needs. */
export const webhook: Kind = {
  ...made('object', 'A webhook is an object: { "url": "https://…", "secret": "whsec_…" }.'),
  many: true,
}

/** Settings by channel pattern. */
export const rules: Kind = {
  placeholder: null,
  fromText: (value) => wrong(`${shown(value)} is not a set of rules.`, 'Rules stand in the configuration file.'),
  fromFile: (value) =>
    isRecord(value)
      ? { value }
      : wrong(
          `${shown(value)} is not a rule.`,
          'A rule is an object by channel pattern: { "news:*": { "publish": false } }.',
        ),
}

/** Whether a value is an object with properties of its own, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readText(value: unknown): Reading {
  if (typeof value === 'string' && value !== '') return { value }
  return wrong(`${shown(value)} is not a text.`, 'Write a text in quotes, or leave it out.')
}
