'use client'

import type { Client } from '@herenow/core'
import { createContext } from 'react'
import type { Context } from 'react'

/** `undefined`: there is no provider. `null`: there is one, and nobody is signed in. */
export const ClientContext: Context<Client | null | undefined> = createContext<Client | null | undefined>(undefined)
