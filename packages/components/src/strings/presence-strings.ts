import type { PersonStatus } from '../people/person.ts'

/**
 * What the presence components say.
 *
 * A count comes twice: as the number, to choose the plural by, and as `text`, written as the locale writes numbers.
 */
export interface PresenceStrings {
  /** In place of a name, where there is neither a name nor an id to show. */
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
  /** In place of an empty list. */
  readonly nobodyHere: string
  /** While the list loads. */
  readonly loadingPeople: string
  /** When the list couldn't be loaded. */
  readonly peopleUnknown: string
  /** How a person with several open tabs or devices is marked: "2 tabs". */
  readonly tabs: (count: number, text: string) => string
  readonly status: Readonly<Record<PersonStatus, string>>
  /** A name with a status, as screen readers say it: "Ada, idle". */
  readonly nameWithStatus: (name: string, status: string) => string
}
