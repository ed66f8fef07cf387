import type { PresenceStrings } from './presence-strings.ts'

/** What the presence components say unless told otherwise. */
export const presenceEnglish: PresenceStrings = {
  somebody: 'Somebody',
  you: 'you',
  peopleHere: (count, text) => (count === 0 ? 'Nobody here' : count === 1 ? '1 person here' : `${text} people here`),
  morePeople: (count, text) => (count === 1 ? '1 more person' : `${text} more people`),
  moreShort: (_, text) => `+${text}`,
  atLeast: (_, text) => `${text}+`,
  nobodyHere: 'Nobody is here',
  loadingPeople: 'Loading people…',
  peopleUnknown: 'Can’t tell who is here',
  tabs: (count, text) => (count === 1 ? '1 tab' : `${text} tabs`),
  status: { active: 'active', idle: 'idle', offline: 'offline' },
  nameWithStatus: (name, status) => `${name}, ${status}`,
}
