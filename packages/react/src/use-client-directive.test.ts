import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const sources = readdirSync(import.meta.dirname)
  .filter((file) => /\.tsx?$/.test(file) && !/\.test(-d)?\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(`${import.meta.dirname}/${file}`, 'utf8') }))

const directive = "'use client'\n"

it('marks the modules that use React, and no others, so that the rest stays importable on servers', () => {
  const marked = sources.filter(({ text }) => text.startsWith(directive)).map(({ file }) => file)
  const reactive = sources
    .filter(({ file, text }) => /^import (?!type)[^\n]*'react'/m.test(text) || file.startsWith('use-'))
    .map(({ file }) => file)
  expect(marked).toEqual(expect.arrayContaining(reactive))
  expect(marked.filter((file) => !reactive.includes(file))).toEqual(['realtime-provider.tsx'])
})

it('subscribes to stores in one file', () => {
  const subscribing = sources.filter(({ text }) => text.includes('useSyncExternalStore(')).map(({ file }) => file)
  expect(subscribing).toEqual(['use-store-value.ts'])
})
