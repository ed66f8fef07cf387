import { expect, it } from 'vitest'
import { refusedUpgrade } from './refused-upgrade.ts'

const url = 'wss://app.example.com/realtime?name=x'

it('passes on what a Herenow server says', () => {
  const error = { code: 'forbidden', message: 'Pages of this origin may not connect.', hint: 'List the origin.' }
  expect(refusedUpgrade({ status: 403, text: JSON.stringify({ error }) }, url)).toMatchObject({
    message: 'The server answered 403 at the path "/realtime": Pages of this origin may not connect.',
    hint: 'List the origin.',
  })
})

it.each([
  [404, /path of the URL/],
  [200, /path of the URL/],
  [403, /origin of the page in `origins`/],
  [401, /sign in/],
  [407, /sign in/],
])('says for %d of any other server what to look at', (status, hint) => {
  expect(refusedUpgrade({ status, text: '<html>' }, url)).toMatchObject({
    message: `The server answered ${status} at the path "/realtime": it speaks no WebSocket there.`,
    hint: expect.stringMatching(hint) as string,
  })
})

it.each([429, 502, 503])('has no advice for %d', (status) => {
  const refused = refusedUpgrade({ status, text: '[1]' }, url)
  expect(refused?.message).toContain('it takes no connections just now')
  expect(refused).not.toHaveProperty('hint')
})

it.each(['null', '7', '{"error":7}', '{"error":{"message":7}}', ''])('survives an answer of %j', (text) => {
  expect(refusedUpgrade({ status: 404, text }, url)?.message).toContain('it speaks no WebSocket there')
})

it('says nothing where the address is right, or the browser keeps the answer', () => {
  expect(refusedUpgrade({ status: 426, text: '' }, url)).toBeNull()
  expect(refusedUpgrade({ status: 0, text: '' }, url)).toBeNull()
})
