import { expect, it } from 'vitest'
import { chosenQuery } from './choice.ts'

const address = '?service=ably&key=of-somebody'
const built = 'service=centrifugo&token=a-token'

it('goes by the address where that is free to choose', () => {
  expect(chosenQuery({ address, built, isFree: true }).get('service')).toBe('ably')
  expect(chosenQuery({ address: '', built, isFree: true }).get('service')).toBe('centrifugo')
})

it('takes nothing from the address of a page for strangers, not even a setting', () => {
  expect(chosenQuery({ address, built, isFree: false }).toString()).toBe(built)
  expect(chosenQuery({ address: '?url=wss://elsewhere', built: '', isFree: false }).size).toBe(0)
})
