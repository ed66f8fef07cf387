import { StrictMode } from 'react'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { onTestFinished } from 'vitest'

/** A tree on the page, gone when the test ends. */
export interface Mounted {
  readonly container: HTMLElement
  readonly render: (children: ReactNode) => void
  /** The element that the selector finds; throws where there is none. */
  readonly find: (selector: string) => HTMLElement
  readonly findAll: (selector: string) => readonly HTMLElement[]
}

/** Renders into the page, under StrictMode; each call commits, and runs effects, before it returns. */
export function mount(children: ReactNode): Mounted {
  const container = document.createElement('div')
  document.body.append(container)
  const root = createRoot(container)
  const render = (next: ReactNode) => flushSync(() => root.render(<StrictMode>{next}</StrictMode>))
  onTestFinished(() => {
    flushSync(() => root.unmount())
    container.remove()
  })
  render(children)
  return {
    container,
    render,
    find(selector) {
      const found = document.querySelector<HTMLElement>(selector)
      if (found === null) throw new Error(`There is no ${selector} in ${document.body.innerHTML}`)
      return found
    },
    findAll: (selector) => [...document.querySelectorAll<HTMLElement>(selector)],
  }
}
