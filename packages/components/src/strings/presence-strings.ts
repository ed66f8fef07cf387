import type { PersonStatus } from '../people/person.ts'

/**
 * What the presence components say.
 *
 * A count comes twice: as the number, to choose the plural by, and as `text`, written as the locale writes numbers.
 */
export interface PresenceStrings {
  /** Instead of a name that nobody gave. */
  readonly somebody: string
  /** Beside our own name: "you". */
  readonly you: string
  /** The label of a group of avatars: "6 people here". */
  readonly peopleHere: (count: number, text: string) => string
  /** The label of the button behind the last avatar: "3 more people". It must contain the number that the button shows. */
  readonly morePeople: (count: number, text: string) => string
  /** What the button behind the last avatar shows: "+3". */
  readonly moreShort: (count: number, text: string) => string
  /** A count above its maximum: "99+". */
  readonly atLeast: (count: number, text: string) => string
  /** In the place of a list without anybody. */
  readonly nobodyHere: string
  /** While nobody knows yet who is here. */
  readonly loadingPeople: string
  /** When we can't tell who is here. */
  readonly peopleUnknown: string
  /** How a person with several open tabs or devices is marked: "2 tabs". */
  readonly tabs: (count: number, text: string) => string
  readonly status: Readonly<Record<PersonStatus, string>>
  /** A name with a status, as screen readers say it: "Ada, idle". */
  readonly nameWithStatus: (name: string, status: string) => string
}
