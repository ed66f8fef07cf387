import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const sheets = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.css'))
  .map((name) => ({ name, text: withoutComments(readFileSync(join(import.meta.dirname, name), 'utf8')) }))
const written = sheets.filter(({ text }) => !text.startsWith('@import'))
/** Only this one stands in no layer. It gives no look, and takes away what a page says of all elements. */
const sources = written.filter(({ name }) => name !== 'host.css')

it('finds the sheets', () => {
  expect(sources.map(({ name }) => name)).toEqual(expect.arrayContaining(['tokens.css', 'presence-parts.css']))
})

it.each(sources)('$name keeps every selector inside :where(), so that one class of a host wins', ({ text }) => {
  const selectors = [...text.matchAll(/(?<=^|[{};])\s*([^{};@]+)\{/g)].map(([, selector = '']) => selector.trim())
  const plain = selectors.flatMap(topLevel).filter((selector) => !/^:where\(.*\)(::[\w-]+)*$/s.test(selector))
  // Keyframes have steps in the place of selectors.
  expect(plain.filter((selector) => !/^(from|to|[\d.]+%)$/.test(selector))).toEqual([])
  expect(selectors.length).toBeGreaterThan(3)
})

it.each(sources)('$name names a class of ours in every selector, or only sets properties of ours', ({ name, text }) => {
  const rules = [...text.matchAll(/(?<=^|[{};])\s*(:where[^{};@]+)\{([^{}]*)\}/g)]
  const strangers = rules.filter(
    ([, selector = '', body = '']) =>
      !topLevel(selector).every((one) => /\.hn-|\[class\^='hn-'\]/.test(one)) &&
      body.split(';').some((declaration) => declaration.trim() !== '' && !declaration.trim().startsWith('--hn-')),
  )
  expect(strangers.map(([, selector]) => selector)).toEqual([])
  expect(rules.length, name).toBeGreaterThan(3)
})

it.each(sources)('$name keeps to its layers', ({ text }) => {
  expect(text.split(/\n(?=\S)/).filter((block) => !/^(@layer |\}|$)/.test(block))).toEqual([])
})

it.each(sources)('$name leaves out what build tools break, and what does not turn with the script', ({ text }) => {
  // Build tools leave `light-dark()` alone only where the sheet has asked whether it is supported.
  const unguarded = text.replaceAll(/@supports \(color: light-dark\(#fff, #000\)\) \{[^{}]*\{[^{}]*\}\s*\}/g, '')
  expect(unguarded).not.toContain('light-dark(')
  expect(text).not.toContain('!important')
  expect(text.match(/(margin|padding|border)-(left|right)\b/g)).toBeNull()
})

// WebKit loses them under `all: revert-layer` (host.css). With one side each, all is well.
it.each(sources)('$name uses no variable where a logical property says several things', ({ text }) => {
  const several =
    /(?<![\w-])((scroll-)?(padding|margin)|inset|border)-(inline|block)(-color|-style|-width)?\s*:[^;]*var\(/g
  const border = /(?<![\w-])border-(inline|block)-(start|end)\s*:[^;]*var\(/g
  expect([...text.matchAll(several), ...text.matchAll(border)].map(([declaration]) => declaration)).toEqual([])
})

it('says for itself where its layers stand: after resets and before utilities, in a framework’s own', () => {
  const tokens = sources.find(({ name }) => name === 'tokens.css')?.text ?? ''
  expect(tokens).toMatch(/^@layer reset, theme, base, tokens, recipes, components, utilities;/)
  // Earlier versions of Tailwind take a plain `@layer components` for a directive of their own.
  for (const { text } of sources) expect(text).not.toMatch(/@layer (base|components|utilities)\s*\{/)
})

it('without a layer it only takes away, with less weight than one class, but for states', () => {
  const host = written.find(({ name }) => name === 'host.css')?.text ?? ''
  const rules = [...host.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({ selector, body }))
  expect(rules).toHaveLength(2)
  for (const { body } of rules) {
    const values = body.split(';').flatMap((line) => line.split(':').slice(1))
    expect(values.map((value) => value.trim()).filter((value) => value !== 'revert-layer')).toEqual([])
  }
  for (const selector of topLevel(rules[0]?.selector ?? '')) {
    expect(selector).toMatch(/^:where\((\[class\^='hn-'\]|\.hn-[^()]+)\):not\(hn( hn)*\)(::[\w-]+)?$/)
  }
})

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').trim()
}

/** The selectors of a list, split at the commas that are in no bracket. */
function topLevel(list: string): readonly string[] {
  let depth = 0
  const parts = ['']
  for (const character of list) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (character === ',' && depth === 0) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${character}`)
  }
  return parts.map((part) => part.trim())
}
