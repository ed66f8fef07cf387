import { access, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { documents, root } from './document-examples.ts'

const all = await documents()
// A registry shows a package's README without the files around it.
const published = all.filter((document) => document.startsWith('packages/'))
const texts = new Map(await Promise.all(all.map(async (document) => [document, await textOf(document)] as const)))

function textOf(document: string): Promise<string> {
  return readFile(join(root, document), 'utf8').catch(() => '')
}

function linksOf(text: string): readonly string[] {
  const outsideCode = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, 'code')
  return [...outsideCode.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '')
}

/** As GitHub names the place of a heading. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase())
  return headings.map((heading) => heading.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-'))
}

async function isThere(from: string, link: string): Promise<boolean> {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? from : join(dirname(from), path)
  const exists = await access(join(root, target)).then(
    () => true,
    () => false,
  )
  return exists && (anchor === undefined || anchorsOf(await textOf(target)).includes(anchor))
}

it.each(all)('%s links to what is there', async (document) => {
  const links = linksOf(texts.get(document) ?? '').filter((link) => !/^[a-z]+:/.test(link))
  const found = await Promise.all(links.map((link) => isThere(document, link)))
  expect(links.filter((_, index) => found[index] !== true)).toEqual([])
})

it.each(published)('%s has links that work on the page of a registry', (document) => {
  expect(linksOf(texts.get(document) ?? '').filter((link) => !link.startsWith('https://'))).toEqual([])
})

it('names only packages that there are where it links to the registry', async () => {
  const manifests = await Promise.all(published.map((readme) => textOf(readme.replace('README.md', 'package.json'))))
  const names = manifests.filter(Boolean).map((text): string => JSON.parse(text).name)
  const linked = [...texts.values()]
    .flatMap(linksOf)
    .flatMap((link) => /npmjs\.com\/package\/(@herenow\/.+)$/.exec(link)?.[1] ?? [])
  expect(linked.length).toBeGreaterThan(3)
  expect(linked.filter((name) => !names.includes(name))).toEqual([])
})
