import { tabStorage } from '../env/tab-storage.ts'

/** Who this tab is. Kept per tab, so that two windows are two people. */
export interface Identity {
  readonly clientId: string
  readonly name: string
}

const key = 'herenow-demo-identity'
export const maxNameLength = 40

/** Who this tab was before a reload; `null` on a first visit. */
export function loadIdentity(): Identity | null {
  const text = tabStorage.get(key)
  if (text === null) return null
  try {
    return toIdentity(JSON.parse(text))
  } catch {
    return null
  }
}

/** The same person under another name, or a new person. */
export function saveIdentity(name: string, previous: Identity | null): Identity {
  const identity = { clientId: previous?.clientId ?? randomId(), name: name.trim() }
  tabStorage.set(key, JSON.stringify(identity))
  return identity
}

function toIdentity(value: unknown): Identity | null {
  if (typeof value !== 'object' || value === null || !('clientId' in value) || !('name' in value)) return null
  const { clientId, name } = value
  return typeof clientId === 'string' && typeof name === 'string' ? { clientId, name } : null
}

/** `crypto.randomUUID` is missing where the demo is looked at over plain http from another machine. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return `demo-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
