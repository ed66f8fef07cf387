/// <reference types="vite/client" />
import bootstrap from 'bootstrap/dist/css/bootstrap.css?raw'
import { compile } from 'tailwindcss'
import tailwind from 'tailwindcss/index.css?raw'
import { onTestFinished } from 'vitest'
import ours from '../src/styles/styles.css?inline'
import createNextApp from './hosts/create-next-app.css?raw'
import inherited from './hosts/inherited.css?raw'
import vite6 from './hosts/vite-6.css?raw'
import vite9 from './hosts/vite-9.css?raw'

/** Pages that our components stand in: their style sheets, and ours, in the order in which they are loaded. */
export const hosts: readonly (readonly [string, () => Promise<readonly string[]>])[] = [
  ['create-next-app before ours', () => Promise.resolve([createNextApp, ours])],
  ['create-next-app after ours', () => Promise.resolve([ours, createNextApp])],
  ['Tailwind before ours', async () => [await tailwindWith([]), ours]],
  ['Tailwind after ours', async () => [ours, await tailwindWith([])]],
  ['Bootstrap before ours', () => Promise.resolve([bootstrap, ours])],
  ['Bootstrap after ours', () => Promise.resolve([ours, bootstrap])],
  ['the template of Vite 9', () => Promise.resolve([vite9, ours])],
  ['the template of Vite 6', () => Promise.resolve([ours, vite6])],
  ['a page whose text is all odd', () => Promise.resolve([inherited, ours])],
]

/** What Tailwind v4 writes for a page that uses these classes. */
export async function tailwindWith(classes: string[]): Promise<string> {
  const compiled = await compile('@import "tailwindcss";', {
    loadStylesheet: (_, base) => Promise.resolve({ path: 'tailwindcss/index.css', base, content: tailwind }),
  })
  return compiled.build(classes)
}

/** Loads style sheets in this order, until the returned function is called or the test ends. */
export function loadSheets(...sheets: readonly string[]): () => void {
  const styles = sheets.map((sheet) => {
    const style = document.createElement('style')
    style.textContent = sheet
    document.head.append(style)
    return style
  })
  const remove = (): void => styles.forEach((style) => style.remove())
  onTestFinished(remove)
  return remove
}

/** A host's sheet as it is for somebody whose system is light, or dark. */
export function inScheme(sheet: string, scheme: 'light' | 'dark'): string {
  return sheet.replaceAll(/\(prefers-color-scheme:\s*(light|dark)\)/g, (_, asked) =>
    asked === scheme ? 'all' : 'not all',
  )
}
