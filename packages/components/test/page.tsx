import { useLayoutEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { onTestFinished } from 'vitest'
import { render } from './render.ts'
import '../src/styles/styles.css'

/** A page with something on it, until the end of the test. */
export interface Page {
  readonly host: HTMLElement
  /** Renders, commits and runs layout effects before it returns. */
  readonly render: (element: ReactElement) => void
  readonly unmount: () => void
}

/**
 * A host element of a given size, in the corner of the page. What is shown in it changes as in an app, outside of `act`:
 * that would finish at once what an app may paint a frame later, and these tests look at every frame.
 */
export function openPage(style = 'inline-size:480px;block-size:500px'): Page {
  const host = document.createElement('div')
  host.style.cssText = `position:absolute;inset:0 auto auto 0;${style}`
  document.body.append(host)
  onTestFinished(() => host.remove())
  let show: (element: ReactElement) => void = () => undefined
  function Shown(): ReactElement | null {
    const [element, setElement] = useState<ReactElement | null>(null)
    useLayoutEffect(() => {
      show = setElement
    }, [])
    return element
  }
  const { unmount } = render(<Shown />, { container: host, reactStrictMode: false })
  return { host, render: (element) => flushSync(() => show(element)), unmount }
}

/** Resolves when what is due now has been painted. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', () => resolve(), { once: true })
      port1.start()
      port2.postMessage(null)
    })
  })
}

/** So many painted frames later. */
export async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await painted()
}
