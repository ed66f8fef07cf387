import { sentencesOf } from './announcement.ts'
import type { Announcement } from './announcement.ts'

/** How long a sentence has the word, ms: what else there is to say waits. */
const throttle = 1_000

/** A place that screen readers read aloud when something new stands in it. */
export interface LiveRegion {
  /** Says it at once, or with what else waits for its turn. `language`: the BCP 47 tag of the sentences. */
  readonly announce: (announcements: readonly Announcement[], language: string) => void
  /** Call it once. The region leaves the page with its last user. */
  readonly leave: () => void
}

interface SharedRegion {
  readonly announce: LiveRegion['announce']
  readonly remove: () => void
  users: number
}

const regions = new WeakMap<Element, SharedRegion>()

/** The live region of a container: one, however many logs speak. */
export function joinLiveRegion(container: Element): LiveRegion {
  const region = regions.get(container) ?? createRegion(container)
  regions.set(container, region)
  region.users += 1
  return {
    announce: region.announce,
    leave: () => {
      region.users -= 1
      if (region.users > 0) return
      region.remove()
      regions.delete(container)
    },
  }
}

function createRegion(container: Element): SharedRegion {
  const { ownerDocument } = container
  const element = ownerDocument.createElement('div')
  element.className = 'hn-announcer hn-hidden'
  element.setAttribute('aria-live', 'polite')
  element.dataset['slot'] = 'announcer'
  // Hidden even where our styles aren't loaded.
  element.style.cssText = 'position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)'
  container.append(element)
  let waiting: readonly Announcement[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let spoken = ''

  /** A new element each time: the same sentence twice is read twice. */
  const paragraph = (sentence: string): HTMLElement => {
    const line = ownerDocument.createElement('p')
    line.lang = spoken
    line.textContent = sentence
    return line
  }
  const speak = (): void => {
    const sentences = sentencesOf(waiting)
    waiting = []
    timer = undefined
    if (sentences.length === 0) return
    element.replaceChildren(...sentences.map(paragraph))
    timer = setTimeout(speak, throttle)
  }
  return {
    users: 0,
    announce: (announcements, language) => {
      spoken = language
      waiting = [...waiting, ...announcements]
      if (timer === undefined) speak()
    },
    remove: () => {
      clearTimeout(timer)
      element.remove()
    },
  }
}
