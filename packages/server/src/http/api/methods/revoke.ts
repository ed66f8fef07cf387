import { serverRevoke } from '../../../api/server-revoke.ts'
import { tokenIdBytes } from '../../../auth/identity.ts'
import type { ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import { clientId, narrowing, seconds, text } from '../param.ts'

export const revoke: ApiMethod = method({
  summary: 'Ours: refuses tokens from now on, and ends the connections that came with them.',
  params: {
    user: narrowing(clientId, 'Tokens of this client. Alone: all that were issued to it before now.'),
    token_id: narrowing(text(tokenIdBytes), 'The token with this id (`jti`).'),
    issued_before: narrowing(seconds, 'Tokens issued (`iat`) before this, in seconds since 1970. Alone: of everybody.'),
    keep_for: narrowing(seconds, 'For so many seconds it is remembered. Default: a day.'),
  },
  result: { ended: { type: 'integer', description: 'How many connections were ended.' } },
  async run(context, { user, token_id: tokenId, issued_before: before, keep_for: keepFor }) {
    const issuedBefore = before === undefined ? undefined : Math.round(before * 1_000)
    return { ended: await serverRevoke(context.services(), { clientId: user, tokenId, issuedBefore, keepFor }) }
  },
})
