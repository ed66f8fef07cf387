import type { WireMessage, WireOutcome } from '@herenow/protocol'
import { expect, it } from 'vitest'
import { runHerenow } from '../../testing/support/herenow-process.ts'
import { outgoingMessages } from '../../testing/support/outgoing-messages.ts'
import { RawClient } from '../../testing/support/raw-client.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'

/** How often the server is killed; `CRASH_ROUNDS=20` for a longer look. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2)
/** Three publishers for each channel. */
const publishersPerChannel = 3

interface Receipt {
  readonly epoch: string
  readonly offset: number
  readonly timestamp: number
}

/** What the publishers know: never more than the server has told them. */
class Ledger {
  /** By channel and id. */
  readonly confirmed = new Map<string, Receipt & { readonly channel: string; readonly id: string }>()
  /** Sent, and never answered. */
  readonly open: { readonly channel: string; readonly ids: readonly string[] }[] = []

  confirm(channel: string, ids: readonly string[], outcomes: readonly WireOutcome[]): void {
    for (const [index, outcome] of outcomes.entries()) {
      const id = ids[index]
      if (id === undefined) throw new Error('There are more answers than messages')
      this.confirmed.set(`${channel} ${id}`, { channel, id, ...receiptOf(outcome) })
    }
  }
}

function receiptOf(outcome: WireOutcome | undefined): Receipt {
  if (outcome === undefined || 'error' in outcome || outcome.epoch === undefined || outcome.offset === undefined) {
    throw new Error(`It was not stored: ${JSON.stringify(outcome)}`)
  }
  const { epoch, offset, timestamp } = outcome
  return { epoch, offset, timestamp }
}

async function connect(url: string): Promise<RawClient> {
  const client = new RawClient(url)
  await client.hello({ clientId: 'ana' })
  return client
}

async function publish(client: RawClient, channel: string, ids: readonly string[]): Promise<readonly WireOutcome[]> {
  const { outcomes } = await client.result('publish', { type: 'publish', channel, messages: outgoingMessages(ids) })
  return outcomes
}

/** Publishes one batch after the other until the server is gone. */
async function publishUntilItDies(
  client: RawClient,
  line: string,
  channel: string,
  ledger: Ledger,
  isEnough: () => void,
): Promise<void> {
  for (let batch = 1; ; batch += 1) {
    const ids = Array.from({ length: 1 + (batch % 4) }, (_, index) => `${line}-${batch}-${index}`)
    try {
      ledger.confirm(channel, ids, await publish(client, channel, ids))
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'The socket closed first') throw error
      ledger.open.push({ channel, ids })
      return
    }
    isEnough()
  }
}

async function wholeHistory(client: RawClient, channel: string): Promise<{ epoch: string; messages: WireMessage[] }> {
  const messages: WireMessage[] = []
  const query = { type: 'history', channel, limit: 200, direction: 'forwards' } as const
  let page = await client.result('history', query)
  for (;;) {
    messages.push(...page.messages)
    const last = messages.at(-1)
    if (!page.more || last?.offset === undefined) return { epoch: page.epoch, messages }
    page = await client.result('history', { ...query, after: { epoch: page.epoch, offset: last.offset } })
  }
}

/** Everything confirmed is at its place, in its epoch, once; and the places have no holes. */
async function checkHistory(client: RawClient, ledger: Ledger): Promise<void> {
  for (const channel of new Set([...ledger.confirmed.values()].map((entry) => entry.channel))) {
    const { epoch, messages } = await wholeHistory(client, channel)
    expect(messages.map((message) => message.offset)).toEqual(messages.map((_, index) => index + 1))
    expect(new Set(messages.map((message) => message.id)).size).toBe(messages.length)
    const confirmed = [...ledger.confirmed.values()].filter((entry) => entry.channel === channel)
    const found = confirmed.map(({ offset }) => ({ id: messages[offset - 1]?.id, epoch }))
    expect(found).toEqual(confirmed.map(({ id, epoch: first }) => ({ id, epoch: first })))
  }
}

/** What was never answered is sent again; what was answered too, and gets its first receipt. */
async function sendAgain(client: RawClient, ledger: Ledger): Promise<void> {
  for (const { channel, ids } of ledger.open.splice(0))
    ledger.confirm(channel, ids, await publish(client, channel, ids))
  for (const { channel, id, ...first } of [...ledger.confirmed.values()].slice(-50)) {
    expect(await publish(client, channel, [id])).toEqual([{ ...first, duplicate: true }])
  }
}

it(
  'has after each SIGKILL under load every confirmed message, at its place, once, and goes on counting from there',
  { timeout: 20_000 + rounds * 10_000 },
  async () => {
    const data = temporaryFolder()
    const epochs = new Set<string>()
    for (let round = 1; round <= rounds; round += 1) {
      const ledger = new Ledger()
      // Channels of its own, so that retention takes nothing of a round before its end.
      const channels = ['a', 'b', 'c'].map((name) => `round${round}:${name}`)
      const lines = Array.from({ length: publishersPerChannel }, () => channels).flat()
      const server = runHerenow(['--port', '0', '--data', data])
      const url = await server.url()
      const enough = 200 + ((round * 337) % 700)
      const clients = await Promise.all(lines.map(async (channel) => ({ channel, client: await connect(url) })))
      const killWhenEnough = (): void => {
        if (ledger.confirmed.size >= enough) server.child.kill('SIGKILL')
      }
      const publishers = clients.map(({ channel, client }, index) =>
        publishUntilItDies(client, `r${round}-${index}`, channel, ledger, killWhenEnough),
      )
      await Promise.all(publishers)
      expect((await server.exit()).code).toBeNull()
      expect(ledger.open).toHaveLength(lines.length)

      const next = runHerenow(['--port', '0', '--data', data])
      const client = await connect(await next.url())
      await checkHistory(client, ledger)
      await sendAgain(client, ledger)
      await checkHistory(client, ledger)
      client.socket.terminate()
      next.child.kill('SIGKILL')
      await next.exit()
      expect(ledger.confirmed.size).toBeGreaterThanOrEqual(enough)
      for (const { epoch } of ledger.confirmed.values()) epochs.add(epoch)
    }
    expect(epochs.size).toBe(1)
  },
)
