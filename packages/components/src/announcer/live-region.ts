import { enqueue, goOn, silence, throttle } from './announcement-queue.ts'
import type { Announcement, QueueStep } from './announcement-queue.ts'

/** A place that screen readers read aloud when something new stands in it. */
export interface LiveRegion {
  /** @param language - the BCP 47 tag of the sentences */
  readonly announce: (announcements: readonly Announcement[], language: string) => void
  readonly release: () => void
}

interface SharedRegion {
  readonly announce: LiveRegion['announce']
  readonly remove: () => void
  users: number
}

const regions = new WeakMap<Element, SharedRegion>()

/** The live region of a container: one, however many logs speak. It leaves the page with its last user. */
export function acquireLiveRegion(container: Element): LiveRegion {
  const region = regions.get(container) ?? createRegion(container)
  regions.set(container, region)
  region.users += 1
  let isReleased = false
  return {
    announce: region.announce,
    release: () => {
      if (isReleased) return
      isReleased = true
      region.users -= 1
      if (region.users > 0) return
      region.remove()
      regions.delete(container)
    },
  }
}

function createRegion(container: Element): SharedRegion {
  const element = container.ownerDocument.createElement('div')
  element.className = 'hn-announcer hn-hidden'
  element.setAttribute('aria-live', 'polite')
  element.dataset['slot'] = 'announcer'
  // Hidden even where our styles aren't loaded.
  element.style.cssText = 'position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)'
  container.append(element)
  let state = silence
  let timer: ReturnType<typeof setTimeout> | undefined
  let spoken = ''
  const perform = (step: QueueStep): void => {
    state = step.state
    if (step.sentences.length === 0) return
    element.replaceChildren(...step.sentences.map((sentence) => paragraph(element, sentence, spoken)))
    timer = setTimeout(() => perform(goOn(state)), throttle)
  }
  return {
    users: 0,
    announce: (announcements, language) => {
      spoken = language
      perform(enqueue(state, announcements))
    },
    remove: () => {
      clearTimeout(timer)
      element.remove()
    },
  }
}

/** A new element each time: the same sentence twice is read twice. */
function paragraph(region: Element, sentence: string, language: string): HTMLElement {
  const element = region.ownerDocument.createElement('p')
  element.lang = language
  element.textContent = sentence
  return element
}
