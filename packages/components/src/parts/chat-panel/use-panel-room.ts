'use client'

import type { RefObject } from 'react'
import { observeSizes } from '../../env/sizes.ts'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import { panelRoom } from './panel-room.ts'
import { surroundingsOf } from './surroundings.ts'

/**
 * Sets `--hn-room` and `--hn-beside` on the chat panel around a field: how high it may be so that all of it stays in view.
 * CSS alone knows the height of a window, but not the place of an element in it.
 */
export function usePanelRoom(field: RefObject<HTMLElement | null>): void {
  useBrowserLayoutEffect(() => {
    const panel = field.current?.closest<HTMLElement>('[data-slot=chat-panel]')
    if (!panel) return undefined
    return fitToRoom(panel)
  }, [field])
}

/** @returns stops it */
function fitToRoom(panel: HTMLElement): () => void {
  let frame = 0
  // Measuring changes sizes, which must not happen inside a callback of a ResizeObserver.
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
