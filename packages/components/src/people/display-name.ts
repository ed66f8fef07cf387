import { lettersOf } from './letters.ts'

const longest = 120
// Controls, halves of surrogate pairs, and characters that would turn the direction of the text around a name.
const disturbing = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * A name as it can be shown, or `undefined` where there is none.
 *
 * Names come from other people and may be anything: control and direction characters are removed, runs of blanks become
 * one, and very long names are cut off.
 */
export function displayName(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined
  const shown = name.slice(0, longest).replace(disturbing, ' ').replace(/\s+/g, ' ').trim()
  return shown === '' ? undefined : shown
}

/**
 * A client id as it can be shown in place of a name, or `undefined` where nothing of it can.
 *
 * A long one keeps both ends: the ids of many services begin alike (`auth0|…`, `user_…`) and differ only later.
 */
export function shortId(clientId: string): string | undefined {
  const shown = displayName(clientId)
  if (shown === undefined) return undefined
  const letters = [...lettersOf(shown)].map(({ segment }) => segment)
  if (letters.length <= 16) return shown
  return `${letters.slice(0, 6).join('').trim()}…${letters.slice(-6).join('').trim()}`
}
