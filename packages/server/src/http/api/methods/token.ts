import { limits } from '@herenow/protocol'
import type { CapabilityClaim } from '../../../auth/rights.ts'
import type { ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import { clientId, narrowing, optional, record, required, string } from '../param.ts'

/** Bytes of JSON; tokens travel in a frame. */
const capabilityBytes = 16_384

export const token: ApiMethod = method({
  summary: 'Ours: signs a token for a client, with the secret of the server.',
  params: {
    user: required(clientId, 'Who the token is for.'),
    capabilities: narrowing(
      record(capabilityBytes),
      'What the client may do: `{ "room:*": ["subscribe", "publish", "presence", "history"] }`. Default: everything.',
    ),
    info: optional(record(limits.infoBytes), 'What others see of the client.'),
    expires_in: optional(string, 'How long it is good, such as `30s`, `15m`, `1h` or `7d`. Default `1h`.'),
  },
  result: { token: { type: 'string' } },
  async run(context, { user, capabilities, info, expires_in: expiresIn }) {
    const options = {
      clientId: user,
      // Looked at where it is signed.
      capabilities: capabilities as CapabilityClaim | undefined,
      info,
      expiresIn,
    }
    return { token: await context.services().signToken(options) }
  },
})
