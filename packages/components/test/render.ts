import { cleanup, configure, render } from '@testing-library/react'
import { afterEach } from 'vitest'

// StrictMode, as most apps run in development.
configure({ reactStrictMode: true })
afterEach(cleanup)

export { render }

/** The element that the selector finds, for tests about looks; throws where there is none. */
export function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector)
  if (found === null) throw new Error(`There is no ${selector} in ${document.body.innerHTML}`)
  return found
}

/** All elements that the selector finds, for tests about looks. */
export function findAll(selector: string): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)]
}
