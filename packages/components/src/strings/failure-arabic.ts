import type { FailureStrings } from './failure-strings.ts'

/** Why a message wasn't sent, in Arabic. */
export const failureArabic: FailureStrings = {
  failureReasons: {
    unauthorized: 'لم تعد مسجّل الدخول.',
    token_expired: 'لم تعد مسجّل الدخول.',
    forbidden: 'لا يُسمح لك بالكتابة هنا.',
    not_found: 'لم تعد هذه المحادثة موجودة.',
    unsupported: 'لا تقبل هذه المحادثة رسائل.',
    invalid_argument: 'لا يمكن إرسالها كما هي.',
    message_too_large: 'إنها طويلة جدًا.',
    rate_limited: 'رسائل كثيرة دفعة واحدة. انتظر قليلًا.',
    queue_full: 'رسائل كثيرة تنتظر الإرسال.',
    timeout: 'لم يصل ردّ في الوقت المناسب.',
    connection_closed: 'انقطع الاتصال.',
    connection_failed: 'لا يوجد اتصال.',
    protocol_error: 'لم يفهمها الخادم.',
    out_of_order: 'لم تُرسل رسالة سابقة.',
    server_error: 'لدى الخادم مشكلة.',
  },
}
