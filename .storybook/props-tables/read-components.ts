import { SyntaxKind } from 'typescript/unstable/ast'
import type { Node } from 'typescript/unstable/ast'
import { isBindingElement, isIdentifier, isPropertySignatureDeclaration } from 'typescript/unstable/ast/is'
import { API, NodeBuilderFlags, SignatureKind, SymbolFlags } from 'typescript/unstable/sync'
import type { Checker, Project, Symbol, Type } from 'typescript/unstable/sync'
import { describe } from './description.ts'

/** What is known of a prop. */
export interface Prop {
  readonly name: string
  readonly description: string
  /** As one would write it. */
  readonly type: string
  /** What a name in `type` stands for, where that fits on a few lines. */
  readonly detail: string | null
  /** The values it takes, where these are a few texts. */
  readonly choices: readonly string[] | null
  readonly default: string | null
  readonly isRequired: boolean
  /** In which of its two forms a component takes it. */
  readonly form: 'both' | 'channel' | 'data'
}

/** What is known of a public component. */
export interface PublicComponent {
  readonly name: string
  readonly description: string
  /** The file that declares it. */
  readonly file: string
  /** What its `ref` gives, or `null` where it takes none: `HTMLUListElement`. */
  readonly handle: string | null
  readonly props: readonly Prop[]
}

/** Asks the compiler what the components that `entries` export take, besides the attributes of their elements. */
export function readComponents(root: string, entries: readonly string[]): readonly PublicComponent[] {
  const api = new API({ cwd: root })
  try {
    const project = api.updateSnapshot({ openProject: `${root}/tsconfig.json` }).getProjects()[0]
    if (project === undefined) throw new Error(`${root} has no tsconfig.json that TypeScript can read.`)
    return entries.flatMap((entry) => componentsOf(project, `${root}/${entry}`))
  } finally {
    api.close()
  }
}

function componentsOf(project: Project, entry: string): readonly PublicComponent[] {
  const { checker, program } = project
  const file = program.getSourceFile(entry)
  const exported = file && checker.getSymbolAtLocation(file)
  if (exported === undefined) throw new Error(`${entry} is not a module of the project.`)
  return checker
    .getExportsOfModule(exported)
    .filter(({ name }) => /^[A-Z]/.test(name))
    .flatMap((symbol) => {
      const own = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      const [signature] = signaturesOf(checker, own)
      const declared = own.valueDeclaration?.resolve(project)?.getSourceFile().fileName
      if (signature === undefined || declared === undefined) return []
      const forms = membersOf(checker.getParameterType(signature, 0))
      return [
        {
          name: symbol.name,
          description: own.getDocumentationComment(checker),
          file: declared,
          handle: handleOf(checker, forms),
          props: propsOf(project, forms),
        },
      ]
    })
}

function signaturesOf(checker: Checker, symbol: Symbol) {
  const type = symbol.valueDeclaration && checker.getTypeOfSymbol(symbol)
  return type === undefined ? [] : checker.getSignaturesOfType(type, SignatureKind.Call)
}

const membersOf = (type: Type | undefined): readonly Type[] =>
  type === undefined ? [] : type.isUnionType() ? (type.getTypes() ?? []) : [type]

function handleOf(checker: Checker, forms: readonly Type[]): string | null {
  const ref = forms[0] && checker.getPropertyOfType(forms[0], 'ref')
  const type = ref && checker.getTypeOfSymbol(ref)
  return (type && /\bRef<(?<handle>\w+)/.exec(checker.typeToString(type))?.groups?.['handle']) ?? null
}

function propsOf(project: Project, forms: readonly Type[]): readonly Prop[] {
  const { checker } = project
  const names = forms.flatMap((form) => checker.getPropertiesOfType(form)).map(({ name }) => name)
  return [...new Set(names)].flatMap((name) => {
    const symbols = forms.flatMap((form) => propertyOf(checker, form, name) ?? [])
    const [symbol] = symbols
    const node = symbol && declarationOf(project, symbol)
    if (symbol === undefined || node === null || node === undefined) return []
    const type = checker.getTypeOfSymbol(symbol)
    const isConnected = forms.some(
      (form) => propertyOf(checker, form, 'channel') !== null && propertyOf(checker, form, name) !== null,
    )
    return [
      {
        name,
        ...describe(symbol.getDocumentationComment(checker), defaultInCode(node, name)),
        ...(type === undefined ? unknownType : written(project, type, node)),
        isRequired: symbols.every(({ flags }) => !(flags & SymbolFlags.Optional)),
        form: symbols.length === forms.length ? 'both' : isConnected ? 'channel' : 'data',
      } satisfies Prop,
    ]
  })
}

const unknownType = { type: 'unknown', detail: null, choices: null }

/** `null` also where a form names a prop only to say that it is not for it. */
function propertyOf(checker: Checker, form: Type, name: string): Symbol | null {
  const symbol = checker.getPropertyOfType(form, name)
  const type = symbol && checker.getTypeOfSymbol(symbol)
  return symbol === undefined || type === undefined || checker.typeToString(type) === 'undefined' ? null : symbol
}

/** Where we declare it; `null`: an attribute of the element. */
function declarationOf(project: Project, symbol: Symbol): Node | null {
  for (const declaration of symbol.declarations) {
    const node = declaration.resolve(project)
    if (node !== undefined && !node.getSourceFile().fileName.includes('/node_modules/')) return node
  }
  return null
}

const detailed = NodeBuilderFlags.NoTruncation | NodeBuilderFlags.InTypeAlias
/** Names that every reader knows, or that would fill a page. */
const wellKnown = /^(ReactNode|Element|Ref<|Partial<|ChannelReference)/

function written(project: Project, type: Type, node: Node): Pick<Prop, 'type' | 'detail' | 'choices'> {
  const { checker } = project
  const source = isPropertySignatureDeclaration(node) && node.type ? node.type.getText() : checker.typeToString(type)
  const present = checker.getNonNullableType(type) ?? type
  const choices = choicesOf(present, `${source} ${aliasOf(project, node)}`)
  if (choices !== null) return { type: choices.map((each) => `'${each}'`).join(' | '), detail: null, choices }
  const detail = checker.typeToString(present, undefined, detailed)
  const state = /state: (?<name>\w+)\) => ReactElement/.exec(detail)?.groups?.['name']
  if (source.startsWith('Render<')) return { type: `(props, state: ${state ?? 'object'}) => ReactElement`, ...nothing }
  const text = source
    .replaceAll(/\s+/g, ' ')
    .replace(/ \| undefined$/, '')
    .replace(/^\((.*)\)$/, '$1')
  const isName = /^[A-Z]\w*$/.test(text) && !wellKnown.test(text) && !detail.startsWith(text)
  return { type: text, detail: isName && detail.length < 300 ? detail : null, choices }
}

const nothing = { detail: null, choices: null }

/** The declaration of the type that a prop names; empty where it names none. */
function aliasOf(project: Project, node: Node): string {
  const named = isPropertySignatureDeclaration(node) && node.type ? firstName(node.type) : undefined
  const symbol = named && project.checker.getSymbolAtLocation(named)
  if (symbol === undefined) return ''
  const own = symbol.flags & SymbolFlags.Alias ? project.checker.getAliasedSymbol(symbol) : symbol
  return own.declarations[0]?.resolve(project)?.getText() ?? ''
}

function firstName(node: Node): Node | undefined {
  return isIdentifier(node) ? node : node.forEachChild(firstName)
}

/** A few texts, in the order in which `source` says them: the compiler has one of its own. */
function choicesOf(type: Type, source: string): readonly string[] | null {
  const members = membersOf(type)
  const texts = members.flatMap((member) => (member.isStringLiteralType() ? [member.value] : []))
  if (texts.length < 2 || texts.length < members.length) return null
  return texts.toSorted((one, other) => source.indexOf(`'${one}'`) - source.indexOf(`'${other}'`))
}

/** `size = 'medium'` where the props are taken apart, in the file that declares the prop. */
function defaultInCode(declaration: Node, name: string): string | null {
  let found: string | null = null
  const visit = (node: Node): void => {
    if (isBindingElement(node) && node.initializer !== undefined) {
      const taken = node.propertyName ?? node.name
      const isPlain = node.initializer.kind !== SyntaxKind.ObjectLiteralExpression
      if (taken !== undefined && isIdentifier(taken) && taken.text === name && isPlain)
        found ??= node.initializer.getText()
    }
    node.forEachChild(visit)
  }
  visit(declaration.getSourceFile())
  return found
}
