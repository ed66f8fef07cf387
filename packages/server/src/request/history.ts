import type { GetHistory } from '@herenow/protocol'
import { boundedPage } from '../channel/bounded-page.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { assertMay } from './permission.ts'
import { workOf } from './work.ts'

/**
 * Answers a page of history, once the socket has taken what it was sent before. Messages are
 * sent in the text that they were stored in. The right is looked at again when the answer leaves: it may have gone while
 * the engine was asked, or while the socket took what came before.
 */
export async function history(services: Services, connection: Connection, item: GetHistory): Promise<void> {
  assertMay(services, connection, item.channel, 'history')
  await connection.pagedOutput.once(async () => {
    const page = await services.engine.history(item.channel, item)
    assertMay(services, connection, item.channel, 'history')
    const { messages, more } = boundedPage(page)
    const texts = messages.map((message) => message.text).join(',')
    const { epoch, complete } = page
    const head = `{"type":"ok","id":${item.id},"result":{"epoch":${JSON.stringify(epoch)},"more":${more},"complete":${complete}`
    const answer = `${head},"messages":[${texts}]}}`
    connection.outgoing.send(answer)
    connection.charge(workOf(messages.length, answer.length))
  })
}
