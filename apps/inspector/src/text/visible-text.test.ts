import { expect, it } from 'vitest'
import { visibleJson, visibleText } from './visible-text.ts'

it.each([
  ['a marker of direction', 'user\u202Egpj.exe', 'user⟨202E⟩gpj.exe'],
  ['a control character', 'a\u0000b\u001B[31m', 'a⟨0000⟩b⟨001B⟩[31m'],
  ['nothing that can be seen', 'ad\u200Bmin\uFEFF', 'ad⟨200B⟩min⟨FEFF⟩'],
  ['a tag', 'a\u{E0041}', 'a⟨E0041⟩'],
  ['a letter that is blank', 'ana\u3164\u2800', 'ana⟨3164⟩⟨2800⟩'],
  ['what joins nothing', 'ana\u034F\u200D', 'ana⟨034F⟩⟨200D⟩'],
  ['half a surrogate pair', 'a\uD800', 'a⟨D800⟩'],
])('shows %s', (_, text, shown) => {
  expect(visibleText(text, 100)).toBe(shown)
})

it('leaves emoji, scripts and line ends as they are', () => {
  const text = 'é 👩‍🚀 ❤️ 1️⃣ می‌خواهم مرحبا\nعالم\t日本'
  expect(visibleText(text, 100)).toBe(text)
})

it('cuts what is long', () => {
  expect(visibleText('x'.repeat(50), 10)).toBe(`${'x'.repeat(10)}…`)
  expect(visibleText('\n'.repeat(1_000), 2_000)).toBe(`${'\n'.repeat(39)}…`)
  expect(visibleText('😀😀', 3)).toBe('😀…')
})

it('shows JSON, and a text as it is', () => {
  expect(visibleJson({ a: '\u202E' }, 100)).toBe('{"a":"⟨202E⟩"}')
  expect(visibleJson('a', 100)).toBe('a')
  expect(visibleJson(undefined, 100)).toBe('')
})
