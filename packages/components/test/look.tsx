/// <reference types="vite/client" />
import type { CSSProperties, ReactNode } from 'react'
import { onTestFinished } from 'vitest'
import bold from './font/roboto-bold.woff2?url'
import regular from './font/roboto-regular.woff2?url'
import { HerenowUI } from '../src/config/herenow-ui.tsx'
import { find, render } from './render.ts'

/** How a scene is to look. */
export interface Look {
  readonly theme: 'light' | 'dark'
  /** `undefined`: that of the page. */
  readonly dir: 'ltr' | 'rtl' | undefined
  readonly density: 'comfortable' | 'compact'
}

const family = 'Herenow test'

/** Loads the font that looks the same on every machine. */
export async function loadTestFont(): Promise<void> {
  for (const [url, weight] of [
    [regular, '400'],
    [bold, '600 700'],
  ] as const) {
    document.fonts.add(await new FontFace(family, `url("${url}")`, { weight }).load())
  }
}

/** Puts a scene on the page, with a font and nothing that moves; gives the element to take a picture of. */
export function showLook(scene: ReactNode, { theme, dir, density }: Look): HTMLElement {
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--hn-font': `'${family}'`,
    inlineSize: 380,
    padding: 16,
    background: 'var(--hn-bg)',
    color: 'var(--hn-fg)',
    font: `400 16px/1.5 '${family}'`,
  }
  const still = document.createElement('style')
  still.textContent = '*, *::before, *::after { transition: none !important; animation: none !important }'
  document.head.append(still)
  onTestFinished(() => still.remove())
  render(
    <HerenowUI theme={theme} dir={dir} density={density} locale="en" timeZone="UTC">
      <div className="hn-look" style={style}>
        {scene}
      </div>
    </HerenowUI>,
  )
  return find('.hn-look')
}
