import { observerId } from '../../../auth/observer-tokens.ts'
import { refusal } from '../../../refusal.ts'
import type { ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import { required, string } from '../param.ts'

const nameForm = /^[\w-]{1,64}$/

export const observe: ApiMethod = method({
  summary: 'Ours: lets somebody with a key listen to any channel for 15 minutes, as a client that can publish nothing.',
  params: { name: required(string, 'Makes up the client id: letters, digits, "-" and "_", 64 at most.') },
  result: {
    user: { type: 'string', description: 'The client id.' },
    token: { type: 'string', description: 'Missing where clients need none.' },
  },
  async run(context, { name }) {
    if (!nameForm.test(name)) {
      throw refusal('invalid_argument', 'bad request: `name` must have 1 to 64 letters, digits, "-" or "_".')
    }
    const { authenticator, observers } = context.services()
    const user = observerId(name)
    return authenticator === null ? { user } : { user, token: await observers.sign(name) }
  },
})
