import type { ComposeStrings } from './compose-strings.ts'
import { plural } from './plural.ts'

/** The composer, the typing line, the connection banner and the chat panel in Arabic. */
export const composeArabic: ComposeStrings = {
  composerLabel: 'رسالة',
  composerPlaceholder: 'اكتب رسالة',
  sendMessage: 'إرسال',
  textReturned: 'تعذّر إرسال هذا النص. عدّله أو حاول مجددًا.',
  charactersLeft: plural('ar', {
    zero: 'لم يبقَ أي حرف',
    one: 'بقي حرف واحد',
    two: 'بقي حرفان',
    few: 'بقيت # أحرف',
    many: 'بقي # حرفًا',
    other: 'بقي # حرف',
  }),
  charactersTooMany: plural('ar', {
    one: 'حرف واحد زائد',
    two: 'حرفان زائدان',
    few: '# أحرف زائدة',
    many: '# حرفًا زائدًا',
    other: '# حرف زائد',
  }),
  isTyping: (names, count) =>
    count === 1 ? `${names} يكتب الآن…` : count === 2 ? `${names} يكتبان الآن…` : `${names} يكتبون الآن…`,
  othersTyping: plural('ar', {
    one: 'شخص آخر',
    two: 'شخصان آخران',
    few: '# أشخاص آخرين',
    many: '# شخصًا آخر',
    other: '# شخص آخر',
  }),
  connectionLost: 'انقطع الاتصال.',
  connectionUnreachable: 'تعذّر الاتصال.',
  connectionLostHint: 'ما ترسله الآن يصل عند عودته.',
  messagesWaiting: plural('ar', {
    one: 'رسالة واحدة تُرسل عند عودته.',
    two: 'رسالتان تُرسلان عند عودته.',
    few: '# رسائل تُرسل عند عودته.',
    many: '# رسالة تُرسل عند عودته.',
    other: '# رسالة تُرسل عند عودته.',
  }),
  nextTry: (_, text) => `المحاولة التالية بعد ${text} ث`,
  tryingNow: 'جارٍ المحاولة…',
  retryNow: 'أعد المحاولة الآن',
  connectionFailed: 'غير متصل.',
  backOnline: 'عاد الاتصال',
  backOnlineSending: plural('ar', {
    one: 'عاد الاتصال، جارٍ إرسال رسالة واحدة…',
    two: 'عاد الاتصال، جارٍ إرسال رسالتين…',
    few: 'عاد الاتصال، جارٍ إرسال # رسائل…',
    many: 'عاد الاتصال، جارٍ إرسال # رسالة…',
    other: 'عاد الاتصال، جارٍ إرسال # رسالة…',
  }),
  backOnlineSent: plural('ar', {
    one: 'عاد الاتصال، أُرسلت رسالة واحدة',
    two: 'عاد الاتصال، أُرسلت رسالتان',
    few: 'عاد الاتصال، أُرسلت # رسائل',
    many: 'عاد الاتصال، أُرسلت # رسالة',
    other: 'عاد الاتصال، أُرسلت # رسالة',
  }),
  chatLabel: 'محادثة',
}
