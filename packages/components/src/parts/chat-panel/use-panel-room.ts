'use client'

import type { RefObject } from 'react'
import { observeSizes } from '../../env/sizes.ts'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import { panelRoom } from './panel-room.ts'
import { surroundingsOf } from './surroundings.ts'

/**
 * Keeps `--hn-room` and `--hn-beside` on the chat panel of a field: how high it may be so that all of it is in view. CSS
 * alone knows how high a window is, and not where in it something stands.
 */
export function usePanelRoom(field: RefObject<HTMLElement | null>): void {
  useBrowserLayoutEffect(() => {
    const panel = field.current?.closest<HTMLElement>('[data-slot=chat-panel]')
    if (!panel) return undefined
    return fitToRoom(panel)
  }, [field])
}

/** @returns ends it */
function fitToRoom(panel: HTMLElement): () => void {
  let frame = 0
  // What is measured here changes sizes itself, which may not happen while the browser tells of sizes.
  const soon = (): void => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(fit)
  }
  const sizes = observeSizes(soon)
  const siblings = new MutationObserver(soon)
  const watch = (elements: readonly Element[]): void => {
    sizes.disconnect()
    siblings.disconnect()
    for (const element of elements) sizes.observe(element)
    if (panel.parentElement !== null) siblings.observe(panel.parentElement, { childList: true })
  }
  let watched: readonly Element[] = []
  const fit = (): void => {
    const place = surroundingsOf(panel)
    if (place === null) return
    const room = panelRoom(place.around, place.scroller === null ? '100dvh' : `${place.around.view}px`)
    panel.style.setProperty('--hn-beside', room.beside)
    panel.style.setProperty('--hn-room', room.most)
    if (isSame(watched, place.watched)) return
    watched = place.watched
    watch(watched)
  }
  fit()
  addEventListener('resize', soon)
  return () => {
    removeEventListener('resize', soon)
    cancelAnimationFrame(frame)
    sizes.disconnect()
    siblings.disconnect()
  }
}

function isSame(a: readonly Element[], b: readonly Element[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index])
}
