import { testAdapter } from '@herenow/testing'
import PubNub from 'pubnub'
import { expect, it } from 'vitest'
import { adapterFor, startStandInService } from '../test-support/stand-in-service.ts'

const { capabilities } = adapterFor(0)
const version = '7.3.3'

testAdapter({
  name: `pubnub, with the PubNub stand-in, pubnub ${version}`,
  capabilities,
  refuses: true,
  start: startStandInService,
})

it('runs with the last SDK under the MIT licence', () => {
  const { getVersion } = PubNub.prototype as { readonly getVersion?: () => string }
  const client = new PubNub({ subscribeKey: 'demo', userId: 'ana' })
  expect(getVersion?.call(client)).toBe(version)
})
