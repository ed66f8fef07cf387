import type { Member, UserInfo } from '@herenow/react'
import type { PersonStatus } from '../people/person.ts'
import { names } from './people.ts'

/** A member as the hooks give it. */
export function sampleMember(clientId: string, info: UserInfo | null, more: Partial<Member> = {}): Member {
  const enteredAt = more.enteredAt ?? Date.UTC(2026, 0, 5, 9)
  const state = more.state ?? null
  const connections = [{ connectionId: `${clientId}-1`, state, enteredAt }]
  return { clientId, info, state, connections, enteredAt, updatedAt: enteredAt, ...more }
}

/** So many people, who came one second after the other; the first three in different statuses. */
export function sampleMembers(count: number, namesOf: readonly string[] = names): readonly Member[] {
  const statuses: readonly PersonStatus[] = ['active', 'idle', 'offline']
  return Array.from({ length: count }, (_, index) => {
    const name = namesOf[index % namesOf.length] ?? 'Guest'
    const round = Math.floor(index / namesOf.length)
    const status = statuses[index]
    return sampleMember(
      `person-${index}`,
      { name: round === 0 ? name : `${name} ${round + 1}` },
      { enteredAt: Date.UTC(2026, 0, 5, 9, 0, index), state: status === undefined ? null : { status } },
    )
  })
}

/** A picture that needs no network. */
export const samplePicture: string =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"%3E%3Crect width="8" height="8" fill="%23386b6b"/%3E%3Ccircle cx="4" cy="3.2" r="1.7" fill="%23f3d9b1"/%3E%3Cpath d="M.6 8a3.4 3.4 0 0 1 6.8 0z" fill="%23e8a33d"/%3E%3C/svg%3E'

/** Names that break careless layouts. */
export const oddNames: readonly string[] = [
  'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh von und zu Hohenlohe-Langenburg',
  '👩‍👩‍👧‍👦 The Family',
  'عمر الخيّام',
  '山田 太郎',
  '\u202Eevil right to left',
  `Z${'\u0300'.repeat(300)}algo`,
  '   ',
]
