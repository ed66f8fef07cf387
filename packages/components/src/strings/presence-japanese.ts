import type { PresenceStrings } from './presence-strings.ts'

/** The presence components in Japanese. */
export const presenceJapanese: PresenceStrings = {
  somebody: '名前未設定',
  you: '自分',
  peopleHere: (_, text) => `${text}人が参加中`,
  morePeople: (_, text) => `ほか${text}人`,
  moreShort: (_, text) => `+${text}`,
  atLeast: (_, text) => `${text}+`,
  nobodyHere: '誰もいません',
  loadingPeople: '参加者を確認中',
  peopleUnknown: '参加者を確認できません',
  tabs: (_, text) => `${text}個のタブ`,
  status: { active: 'アクティブ', idle: '退席中', offline: 'オフライン' },
  nameWithStatus: (name, status) => `${name}、${status}`,
}
