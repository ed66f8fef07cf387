const everywhere: Readonly<Record<string, string>> = {
  children: 'What stands inside.',
  members: 'Whom to show.',
  name: 'What they are called: the label for screen readers, and the initials.',
  order: 'Who comes first; or a comparison of your own.',
  shape: 'How the picture is cut.',
  size: '24, 32 or 40 px at the browser’s default text size.',
  slots: 'Components in the place of its pieces.',
  status: 'How present somebody is.',
}

const single: Readonly<Record<string, string>> = {
  'ChatLog.onAtBottomChange': 'Called when the reader comes to the end of the log, or leaves it.',
  'ChatLog.onDiscard': 'Takes a failed message out; without it there is no such button.',
  'ChatLog.onRetry': 'Sends a failed message again; without it there is no such button.',
  'Composer.disabled': 'Nothing can be written.',
  'Composer.onSend': 'Gets the text. A promise that rejects gives it back.',
  'Composer.placeholder': 'What stands in the empty field.',
  'Composer.submitOn': 'Which key sends; the other way, Enter starts a line.',
  'ConnectionBanner.state': 'What the connection is doing.',
  'HerenowUI.density': 'How much room there is between things.',
  'HerenowUI.dir': 'The direction of writing.',
  'LiveCursors.cursors': 'Who points where.',
  'Message.message': 'As the hooks give it.',
}

/** What a table says of a prop whose own comment says nothing: its name says it all, where one sees the code. */
export function otherwise(component: string, prop: string): string {
  return single[`${component}.${prop}`] ?? everywhere[prop] ?? ''
}

/** All that is said here, for the test that none of it is out of date. */
export const saidOtherwise: readonly string[] = [...Object.keys(everywhere), ...Object.keys(single)]
