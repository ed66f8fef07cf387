import type { LogStrings } from './log-strings.ts'
import { plural } from './plural.ts'

/** The message log in Arabic. */
export const logArabic: LogStrings = {
  messages: 'الرسائل',
  messageLabel: (name, time) => `${name}، ${time}`,
  yourself: 'أنت',
  messageSending: 'جارٍ الإرسال…',
  messageNotSent: 'لم تُرسل',
  retryMessage: 'إعادة المحاولة',
  deleteMessage: 'حذف',
  messageWithoutText: 'لا نص في هذه الرسالة',
  unread: 'جديد',
  messagesMissing: 'بعض الرسائل مفقودة هنا',
  jumpToLatest: 'الانتقال إلى الأحدث',
  newBelow: plural('ar', { one: 'رسالة جديدة', two: 'رسالتان جديدتان', few: '# جديدة', other: '# جديدة' }),
  newMessages: plural('ar', {
    one: 'رسالة جديدة واحدة',
    two: 'رسالتان جديدتان',
    few: '# رسائل جديدة',
    many: '# رسالة جديدة',
    other: '# رسالة جديدة',
  }),
  newMessage: (name, text) => `${name}: ${text}`,
  newFailure: (text, reason) => `لم تُرسل: ${reason === '' ? text : `${reason} ${text}`}`,
  noMessages: 'لم يُقل شيء بعد',
  noMessagesHint: 'كن أول من يكتب. يراها الجميع هنا فورًا.',
  loadingMessages: 'جارٍ تحميل الرسائل…',
  loadingOlder: 'جارٍ تحميل الرسائل الأقدم…',
  loadOlder: 'تحميل رسائل أقدم',
  messagesUnknown: 'تعذّر تحميل الرسائل',
  messagesDenied: 'لا يُسمح لك بقراءة الرسائل السابقة',
  olderUnknown: 'تعذّر تحميل الرسائل الأقدم',
  loadAgain: 'حاول مجددًا',
  logBegins: 'هذه هي البداية',
  olderNotKept: 'الرسائل الأقدم لا تظهر هنا',
}
