import { plural } from './plural.ts'
import type { PresenceStrings } from './presence-strings.ts'

/** The presence components in Arabic. */
export const presenceArabic: PresenceStrings = {
  somebody: 'شخص ما',
  you: 'أنت',
  peopleHere: plural('ar', {
    zero: 'لا أحد هنا',
    one: 'شخص واحد هنا',
    two: 'شخصان هنا',
    few: '# أشخاص هنا',
    many: '# شخصًا هنا',
    other: '# شخص هنا',
  }),
  morePeople: plural('ar', {
    one: '# آخر',
    two: '# آخران',
    few: '# أشخاص آخرين',
    many: '# شخصًا آخر',
    other: '# شخص آخر',
  }),
  moreShort: (_, text) => `+${text}`,
  atLeast: (_, text) => `${text}+`,
  nobodyHere: 'لا أحد هنا',
  loadingPeople: 'جارٍ معرفة من هنا',
  peopleUnknown: 'تعذّرت معرفة من هنا',
  tabs: plural('ar', {
    one: 'علامة تبويب واحدة',
    two: 'علامتا تبويب',
    few: '# علامات تبويب',
    many: '# علامة تبويب',
    other: '# علامة تبويب',
  }),
  status: { active: 'نشط', idle: 'خامل', offline: 'غير متصل' },
  nameWithStatus: (name, status) => `${name}، ${status}`,
}
