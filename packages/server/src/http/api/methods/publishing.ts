import { limits } from '@herenow/protocol'
import { serverBroadcast } from '../../../api/server-broadcast.ts'
import type { PublishReceipt, ServerPublishOptions } from '../../../api/server-publish.ts'
import { serverPublish } from '../../../api/server-publish.ts'
import { refusal } from '../../../refusal.ts'
import { apiError } from '../api-error.ts'
import type { ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import type { Given } from '../param.ts'
import {
  boolean,
  channelName,
  clientId,
  integer,
  json,
  list,
  messageId,
  optional,
  record,
  required,
  text,
  unsupported,
} from '../param.ts'

const onlyJson = 'Messages are JSON here: pass `data`.'

const message = {
  data: required(json, 'Any JSON.'),
  b64data: unsupported(onlyJson),
  skip_history: optional(boolean, 'Deliver it live only.'),
  tags: optional(record(limits.metaBytes), 'Goes along as the `meta` of the message.'),
  idempotency_key: optional(messageId, 'The id of the message. The same again is answered with the first result.'),
  version: unsupported('Messages are not compared by version.'),
  name: optional(text(limits.nameBytes), 'Ours: the name of the message. Default `message`.'),
  client_id: optional(clientId, 'Ours: who is said to have published it. Default `server`.'),
  info: optional(record(limits.infoBytes), 'Ours: what others see of that client.'),
  ttl: optional(integer(1), 'Ours: for how many seconds history may keep it.'),
}

const position = { offset: { type: 'integer' }, epoch: { type: 'string' } }

const publishParams = { channel: required(channelName, 'The channel.'), ...message }
const broadcastParams = {
  channels: required(list(text(limits.pageBytes), 10_000, 'broadcastChannels'), 'The channels.'),
  ...message,
}

export const publish: ApiMethod = method({
  summary: 'Publishes a message in a channel.',
  params: publishParams,
  result: position,
  async run(context, given) {
    const { channel, data, name = 'message' } = given
    return resultOf(await serverPublish(context.services(), channel, name, data, optionsOf(given)))
  },
})

export const broadcast: ApiMethod = method({
  summary: 'Publishes a message in many channels.',
  params: broadcastParams,
  result: { responses: { type: 'array', items: { type: 'object' } } },
  async run(context, given) {
    const { channels, data, name = 'message' } = given
    if (channels.length === 0) throw refusal('invalid_argument', 'bad request: `channels` must have at least one.')
    const outcomes = await serverBroadcast(context.services(), channels, name, data, optionsOf(given))
    return {
      responses: outcomes.map(({ receipt, error }) =>
        receipt === undefined ? { error: apiError(error) } : { result: resultOf(receipt) },
      ),
    }
  },
})

function optionsOf(given: Omit<Given<typeof publishParams>, 'channel' | 'data'>): ServerPublishOptions {
  const { idempotency_key: id, client_id: publisher, info, tags: meta, ttl, skip_history: isUnkept } = given
  return { id, clientId: publisher, info, meta, ttl, ...(isUnkept === true ? { store: false } : {}) }
}

function resultOf({ position: at }: PublishReceipt): object {
  return at === null ? {} : { offset: at.offset, epoch: at.epoch }
}
