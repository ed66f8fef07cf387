import type { ChannelTable } from './channel-table.ts'
import type { DamageReport } from './damage-report.ts'
import type { UnstoredIds } from './unstored-ids.ts'
import type { MessageTable } from './message-table.ts'

/** What all channels of a file share. */
export interface Tables {
  readonly messages: MessageTable
  readonly channels: ChannelTable
  readonly unstoredIds: UnstoredIds
  readonly damage: DamageReport
}
