import { expect, it } from 'vitest'
import { openPage } from '../../../test/page.tsx'
import { findWhatForcedColorsHide } from './forced-colors.ts'
import { findMotion } from './motion.ts'
import { findWhatDoesNotFit } from './reflow.ts'

// A check that finds nothing is worth something only where it finds what is there.

it('finds nothing on a page that is right', () => {
  const { host, render } = openPage('inline-size:300px;block-size:300px')
  render(
    <div>
      <p>One paragraph that is long enough to be broken over several lines of this page, as paragraphs are.</p>
      <button>Press</button> <a href="https://example.com/">Read</a>
    </div>,
  )
  expect(findWhatDoesNotFit(host)).toEqual([])
  expect(findMotion(host)).toEqual([])
})

it('finds what makes the page scroll sideways', () => {
  const { host, render } = openPage('inline-size:300px;block-size:300px')
  render(<div style={{ inlineSize: '200vw' }}>Wide</div>)
  expect(findWhatDoesNotFit(host)).toContainEqual(expect.stringMatching(/^the page is \d+ px wide/))
})

it('finds text that is cut off, unless an ellipsis says so', () => {
  const { host, render } = openPage('inline-size:300px;block-size:300px')
  const cut = { inlineSize: 80, overflow: 'hidden', whiteSpace: 'nowrap' } as const
  render(<div style={cut}>A long line of text</div>)
  expect(findWhatDoesNotFit(host)).toEqual([expect.stringContaining('is cut off sideways')])
  render(<div style={{ ...cut, textOverflow: 'ellipsis' }}>A long line of text</div>)
  expect(findWhatDoesNotFit(host)).toEqual([])
  render(<div style={{ blockSize: 12, overflow: 'clip', font: '40px/1 serif' }}>Tall</div>)
  expect(findWhatDoesNotFit(host)).toEqual([expect.stringContaining('is cut off above or below')])
  render(<div style={{ blockSize: 20, overflow: 'auto', font: '40px/1 serif' }}>Tall, and scrolls</div>)
  expect(findWhatDoesNotFit(host)).toEqual([])
})

it('finds text over text', () => {
  const { host, render } = openPage('inline-size:300px;block-size:300px')
  render(
    <>
      <div>One</div>
      <div style={{ marginBlockStart: -15 }}>Two</div>
    </>,
  )
  expect(findWhatDoesNotFit(host)).toEqual(['“One” and “Two” lie over each other'])
})

it('finds a control that something covers', () => {
  const { host, render } = openPage('inline-size:300px;block-size:300px')
  render(
    <>
      <button>Press</button>
      <div style={{ position: 'absolute', inset: 0 }} />
    </>,
  )
  expect(findWhatDoesNotFit(host)).toEqual([expect.stringContaining('is out of reach')])
})

it('finds what moves, and what would', () => {
  const { host, render } = openPage('inline-size:300px;block-size:300px')
  render(<div className="hn-moving" style={{ transition: 'opacity 1s' }} />)
  expect(findMotion(host)).toEqual(['.hn-moving would move'])
  host.firstElementChild?.animate({ opacity: [0, 1] }, { duration: 60_000, id: 'fade' })
  expect(findMotion(host)).toContainEqual('Animation fade is running')
})

it('finds what has only its colour, and what keeps its focus to itself', () => {
  const { host, render } = openPage('inline-size:300px;block-size:300px')
  render(
    <>
      <span className="hn-avatar-face" style={{ border: 'none' }} />
      <button style={{ outline: 'none' }}>Press</button>
    </>,
  )
  expect(findWhatForcedColorsHide(host)).toEqual([
    '.hn-avatar-face must have a border',
    expect.stringContaining('must show its focus'),
  ])
})
