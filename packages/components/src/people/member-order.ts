import type { Member } from '@herenow/react'

/**
 * The order of people: by time of entering (`entered`: newcomers come last, nobody moves), newest first
 * (`recent`), by name, or by a comparison of your own.
 */
export type MemberOrder = 'entered' | 'recent' | 'name' | ((a: Member, b: Member) => number)

/** Our own place among the others. */
export type SelfPlace = 'first' | 'last' | 'hide'

/** How to arrange people. */
export interface Arrangement {
  readonly order: MemberOrder
  readonly self: SelfPlace
  /** Our own client id; `null`: none of the members is us. */
  readonly selfId: string | null
  readonly locale: string
}

/** Sorts people. Each is listed once, and equal ones are sorted by client id, so that the order never depends on chance. */
export function arrangeMembers(members: readonly Member[], arrangement: Arrangement): readonly Member[] {
  const { order, self, selfId, locale } = arrangement
  const compare = comparison(order, locale)
  const once = new Map(members.map((member) => [member.clientId, member]))
  const others = [...once.values()]
    .filter(({ clientId }) => clientId !== selfId)
    .sort((a, b) => compare(a, b) || (a.clientId < b.clientId ? -1 : 1))
  const ourselves = once.get(selfId ?? '')
  if (ourselves === undefined || self === 'hide') return others
  return self === 'first' ? [ourselves, ...others] : [...others, ourselves]
}

function comparison(order: MemberOrder, locale: string): (a: Member, b: Member) => number {
  if (typeof order === 'function') return order
  if (order === 'entered') return (a, b) => a.enteredAt - b.enteredAt
  if (order === 'recent') return (a, b) => b.enteredAt - a.enteredAt
  const { compare } = new Intl.Collator(locale)
  return (a, b) => compare(a.info?.name ?? '', b.info?.name ?? '')
}
