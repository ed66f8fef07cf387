import type { Access } from './access.ts'
import { checkNames, namesIn } from './channel-names.ts'
import { notEnabled, Refusal } from './refusal.ts'
import type { ApiRequest } from './request.ts'
import type { Storage } from './storage.ts'

export interface HistoryApiNeeds {
  readonly access: Access
  readonly storage: Storage
  readonly persistence: boolean
}

/** Messages of one channel, and of each of several. */
const mostOfOne = 100
const mostOfSeveral = 25

/** Answers what is under `/v3/history/sub-key/S`. */
export function historyApi(needs: HistoryApiNeeds, request: ApiRequest): unknown {
  const { access, storage, persistence } = needs
  if (!persistence) throw notEnabled('History', 'Message Persistence')
  const [, , , , kind, name = ''] = request.path
  const channels = namesIn(name)
  checkNames(channels)
  access.check(request.params, 'read', channels)
  if (kind === 'message-counts') return done({ channels: counts(storage, request, channels) })
  if (kind !== 'channel') throw new Refusal(404, 'Not Found')
  const { params } = request
  const [start, end] = [params.get('start'), params.get('end')]
  if (request.method === 'DELETE') {
    for (const channel of channels) storage.remove(channel, start, end)
    return done({})
  }
  const most = channels.length > 1 ? mostOfSeveral : mostOfOne
  const max = Math.min(Number(params.get('max') ?? most), most)
  const found = channels.flatMap((channel) => {
    const messages = storage.read(channel, { start, end, max })
    return messages.length > 0 ? [[channel, messages.map((it) => shown(it, params))] as const] : []
  })
  return done({ channels: Object.fromEntries(found) })
}

function shown(
  { message, timetoken, meta, uuid }: ReturnType<Storage['read']>[number],
  params: URLSearchParams,
): Readonly<Record<string, unknown>> {
  const wants = (name: string): boolean => params.get(`include_${name}`) === 'true'
  return {
    message,
    timetoken,
    ...(wants('meta') && { meta }),
    ...(wants('uuid') && { uuid }),
    ...(wants('message_type') && { message_type: 0 }),
  }
}

function counts(
  storage: Storage,
  { params }: ApiRequest,
  channels: readonly string[],
): Readonly<Record<string, number>> {
  const each = params.get('channelsTimetoken')?.split(',') ?? []
  const all = params.get('timetoken') ?? '0'
  return Object.fromEntries(channels.map((channel, index) => [channel, storage.count(channel, each[index] ?? all)]))
}

function done(more: Readonly<Record<string, unknown>>): unknown {
  return { status: 200, error: false, error_message: '', ...more }
}
