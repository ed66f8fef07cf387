import { isChannelPattern, matchesPattern } from '../channel/channel-pattern.ts'

/** What a capability may allow. */
export type Action = 'subscribe' | 'publish' | 'presence' | 'history'

/** Actions by channel pattern, as in a token's `cap` claim. */
export type CapabilityClaim = Readonly<Record<string, readonly Action[]>>

/** What a connection may do. */
export interface Rights {
  allows(channel: string, action: Action): boolean
  /** With the right to presence it sees who is present, but can't be present itself. Default `false`. */
  readonly isUnseen?: boolean
}

/** Of somebody whose token says nothing about capabilities, or of everybody on a server without auth. */
export const allRights: Rights = { allows: () => true }

export const mostPatterns = 500

/** Whether a `cap` claim has more patterns than are looked through for each request. */
export function hasTooManyPatterns(claim: unknown): boolean {
  return typeof claim === 'object' && claim !== null && Object.keys(claim).length > mostPatterns
}

/**
 * Reads a `cap` claim: what it doesn't allow is denied; where several patterns match, each adds its actions. Actions
 * that this version doesn't know allow nothing. `null`: the claim is malformed.
 */
export function readCapabilities(claim: unknown): Rights | null {
  if (typeof claim !== 'object' || claim === null || Array.isArray(claim)) return null
  const entries: [string, unknown][] = Object.entries(claim)
  const grants: { readonly pattern: string; readonly actions: ReadonlySet<unknown> }[] = []
  for (const [pattern, actions] of entries) {
    if (!isChannelPattern(pattern) || !Array.isArray(actions) || actions.length > 100) return null
    if (actions.some((action) => typeof action !== 'string')) return null
    grants.push({ pattern, actions: new Set(actions) })
  }
  return {
    allows: (channel, action) =>
      grants.some((grant) => grant.actions.has(action) && matchesPattern(grant.pattern, channel)),
  }
}
