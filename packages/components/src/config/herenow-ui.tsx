'use client'

import { useContext, useMemo } from 'react'
import type { ReactElement, ReactNode } from 'react'
import type { Strings } from '../strings/strings.ts'
import { ConfigContext } from './config.ts'
import type { Formatters } from './formatters.ts'
import { createUserDirectory } from './user-directory.ts'
import type { ResolveUser } from './user-directory.ts'

/** Props of `HerenowUI`. A prop that is left out comes from the `HerenowUI` around it. */
export interface HerenowUIProps {
  /** Looks up the user of a client id. Keep its identity: a new function asks for everybody again. */
  readonly resolveUser?: ResolveUser | undefined
  /** A BCP 47 tag, for numbers, times and lists. Default `'en'`. */
  readonly locale?: string | undefined
  /** An IANA name. Default: the viewer's own. */
  readonly timeZone?: string | undefined
  readonly dir?: 'ltr' | 'rtl' | 'auto' | undefined
  /** The texts of the components: `arabic`, `japanese`, or single texts of your own. */
  readonly strings?: Partial<Strings> | undefined
  /** Replaces single formatters of `Intl`. */
  readonly formatters?: Partial<Formatters> | undefined
  readonly density?: 'comfortable' | 'compact' | undefined
  /** `light`, `dark`, `system` (the viewer's preference), or a name that your own CSS knows as `[data-theme]`. */
  readonly theme?: 'light' | 'dark' | 'system' | (string & {}) | undefined
  /** The element that popups are rendered into. Default: where they are declared, in the browser's top layer. */
  readonly portalContainer?: Element | null | undefined
  readonly children?: ReactNode
}

/**
 * Sets names, language and looks for the components below it. Every prop is optional, and so is `HerenowUI`.
 *
 * With `dir`, `theme` or `density` it puts one element without a box (`display: contents`) around its children;
 * otherwise none.
 */
export function HerenowUI(props: HerenowUIProps): ReactElement {
  const { resolveUser, locale, timeZone, dir, strings, formatters, density, theme, portalContainer, children } = props
  const around = useContext(ConfigContext)
  const users = useMemo(
    () => (resolveUser === undefined ? around.users : createUserDirectory(resolveUser, reportError)),
    [resolveUser, around.users],
  )
  const config = useMemo(
    () => ({
      locale: locale ?? around.locale,
      timeZone: timeZone ?? around.timeZone,
      formatters: { ...around.formatters, ...formatters },
      strings: { ...around.strings, ...strings },
      users,
      portalContainer: portalContainer ?? around.portalContainer,
    }),
    [around, locale, timeZone, formatters, strings, users, portalContainer],
  )
  const content = <ConfigContext.Provider value={config}>{children}</ConfigContext.Provider>
  if ((dir ?? theme ?? density) === undefined) return content
  return (
    <div
      className="hn-root"
      style={{ display: 'contents' }}
      dir={dir}
      lang={locale}
      data-theme={theme}
      data-density={density}
    >
      {content}
    </div>
  )
}
