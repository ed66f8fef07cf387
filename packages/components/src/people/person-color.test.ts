import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hueOf } from './hue.ts'
import { colorIn, personStyle, textOn } from './person-color.ts'

const nothing = [null, undefined, 'red', 7, {}, { color: 7 }, { color: 'red' }, { color: '#12345' }, { color: '#abcg' }]
const dangerous = ['url(https://example.com/x)', 'var(--x)', '#fff; background: url(x)', '#fff)', ' #fff']

describe('the colour of a person', () => {
  it('is the chosen one, if it is valid', () => {
    expect(colorIn({ color: '#f97316' })).toBe('#f97316')
    expect(colorIn({ name: 'Ada', color: '#ABC' })).toBe('#ABC')
    for (const source of nothing) expect(colorIn(source), JSON.stringify(source)).toBeUndefined()
  })

  it('puts no other text into a style', () => {
    for (const color of dangerous) expect(colorIn({ color }), color).toBeUndefined()
  })

  it('is otherwise derived from the client id', () => {
    expect(personStyle('ada', undefined)).toEqual({ '--hn-avatar-hue': hueOf('ada') })
    expect(personStyle('ada', undefined, 12)).toEqual({ '--hn-avatar-hue': 12 })
    expect(personStyle('ada', '#fde047')).toMatchObject({
      '--hn-avatar-color': '#fde047',
      '--hn-avatar-on-color': '#000',
    })
  })

  it.each([
    ['#ffffff', '#000'],
    ['#000', '#fff'],
    ['#fde047', '#000'],
    ['#1d4ed8', '#fff'],
    ['#808080', '#000'],
  ])('has text on %s in %s', (color, text) => {
    expect(textOn(color)).toBe(text)
  })

  it('has readable text on any colour', () => {
    const luminance = (color: number): number =>
      [16, 8, 0]
        .map((shift) => ((color >> shift) & 255) / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, index) => sum + value * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0)
    assert(
      property(integer({ min: 0, max: 0xffffff }), (color) => {
        const isWhite = textOn(`#${color.toString(16).padStart(6, '0')}`) === '#fff'
        const own = luminance(color) + 0.05
        expect(isWhite ? 1.05 / own : own / 0.05).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })
})
