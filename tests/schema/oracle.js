// Schemas and values by seed, judged by Atrium and by ajv: node oracle.js VERDICTS SEED COUNT
//
// The schemas are of the part of JSON Schema that Atrium knows (protocol/schema/schema.hpp), where both mean the same by it:
// patterns are of the language that RE2 and JavaScript share, dates and e-mails are plain ones, numbers end at 2^53, from
// where on ajv divides inexactly. Each schema is also given one keyword that Atrium does not know, somewhere within: then it
// must be refused.
'use strict'
const { spawnSync } = require('child_process')
const Ajv = require('ajv')
const Ajv2020 = require('ajv/dist/2020')
const addFormats = require('ajv-formats')
const equal = require('fast-deep-equal')

const [verdicts, seed, count] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const VALUES_PER_SCHEMA = 12
const DEPTH_MAX = 4

// mulberry32
let state = seed >>> 0
function random () {
  state = (state + 0x6d2b79f5) >>> 0
  let t = state
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const below = n => Math.floor(random() * n)
const oneIn = n => below(n) === 0
const anyOf = list => list[below(list.length)]
const some = (list, most) => [...new Set(Array.from({ length: 1 + below(most) }, () => anyOf(list)))]
const distinct = list => list.filter((each, i) => !list.slice(0, i).some(other => equal(each, other)))
const times = (n, make) => Array.from({ length: n }, make)

const NAMES = ['a', 'b', 'tier', 'Größe', 'x.y', '', 'type', 'length']
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null']
const TEXTS = ['', 'a', 'ab', 'abc', 'b', '1', 'Größe', '👋👋', 'a.b', 'x y', 'aaaaaaaaaaaa', 'e\u0301']
const DATES = ['2024-02-29', '2023-02-29', '1999-12-31', '2024-13-01', '2024-1-1', '1900-02-29', '2000-02-29']
const TIMES = ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.5+01:30', '2024-02-29', '2024-02-29T25:00:00Z',
  '2016-12-31T23:59:60Z', '2016-12-31T22:59:60Z', '2016-12-31T22:59:60-01:00', '2024-06-31T00:00:00Z', '2024-02-29T12:00:00']
const MAILS = ['a@example.com', 'a.b+c@mail.example.org', 'a', '@example.com', 'a@', 'a b@example.com', 'a..b@example.com']
const PATTERNS = ['^a', 'b$', 'a|b', '^[a-z]{1,3}$', '\\d', '^\\w+$', 'ö', '^.{2}$', '[^a]', '^$', '^(ab)+', '\\.', '^\\p{L}+$', 'x?']
const NUMBERS = [0, 1, -1, 2, 3, 5, 7, 10, -20, 0.5, 1.5, -2.25, 100, 9007199254740992, -9007199254740992, 1e-7]
const UNKNOWN = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'contains', 'patternProperties', 'propertyNames',
  'dependencies', 'dependentSchemas', 'prefixItems', 'additionalItems', 'unevaluatedProperties', '$defs', 'x-own']

function anyValue (depth = 0) {
  switch (below(depth < 3 ? 8 : 6)) {
    case 0: return null
    case 1: return oneIn(2)
    case 2: return anyOf(NUMBERS)
    case 3: return below(12) - 4
    case 4: return anyOf(TEXTS)
    case 5: return anyOf([...DATES, ...TIMES, ...MAILS])
    case 6: return times(below(4), () => anyValue(depth + 1))
    default: return Object.fromEntries(some(NAMES, 4).map(name => [name, anyValue(depth + 1)]))
  }
}

function schema (depth) {
  if (depth > 1 && oneIn(12)) return oneIn(3) ? false : true
  const made = {}
  if (depth === 1) made.type = 'object'
  else if (oneIn(4)) made.type = some(TYPES, 3)
  else if (!oneIn(5)) made.type = anyOf(TYPES)
  const wanted = made.type === undefined ? TYPES : [].concat(made.type)
  const maybe = (name, make) => { if (oneIn(3)) made[name] = make() }
  if (oneIn(10)) made.enum = distinct(times(1 + below(4), () => anyValue()))
  if (oneIn(20)) made.const = anyValue()
  if (oneIn(5)) made.description = anyOf(TEXTS)
  for (const type of wanted) {
    if (type === 'string') strings(maybe)
    if (type === 'integer' || type === 'number') numbers(maybe)
    if (type === 'array') arrays(maybe, depth)
    if (type === 'object') objects(made, maybe, depth)
  }
  return made
}

function strings (maybe) {
  if (oneIn(2)) {
    maybe('minLength', () => below(4))
    maybe('maxLength', () => below(6))
    maybe('pattern', () => anyOf(PATTERNS))
  }
  maybe('format', () => anyOf(['date', 'date-time', 'email']))
}

function numbers (maybe) {
  maybe('minimum', () => anyOf(NUMBERS))
  maybe('maximum', () => anyOf(NUMBERS))
  maybe('exclusiveMinimum', () => anyOf(NUMBERS))
  maybe('exclusiveMaximum', () => anyOf(NUMBERS))
  maybe('multipleOf', () => anyOf([1, 2, 3, 5, 7, 10]))
}

function arrays (maybe, depth) {
  maybe('minItems', () => below(3))
  maybe('maxItems', () => below(5))
  maybe('uniqueItems', () => oneIn(2))
  if (depth < DEPTH_MAX) maybe('items', () => schema(depth + 1))
}

function objects (made, maybe, depth) {
  maybe('minProperties', () => below(3))
  maybe('maxProperties', () => below(6))
  // ajv overlooks that a property without a name is missing: it takes the name for "none is missing".
  maybe('required', () => some(NAMES, 3).filter(name => name !== ''))
  if (depth >= DEPTH_MAX) return
  made.properties = Object.fromEntries(some(NAMES, 4).map(name => [name, schema(depth + 1)]))
  maybe('additionalProperties', () => schema(depth + 1))
}

// A value that is as the schema says more often than one drawn at random.
function sample (of) {
  if (of === true || of === false || oneIn(15)) return anyValue()
  if (of.const !== undefined && !oneIn(8)) return of.const
  if (of.enum && !oneIn(8)) return anyOf(of.enum)
  switch (anyOf([].concat(of.type ?? TYPES))) {
    case 'null': return null
    case 'boolean': return oneIn(2)
    case 'integer': return below(24) - 6
    case 'number': return oneIn(2) ? anyOf(NUMBERS) : (below(48) - 12) / 4
    case 'string': return text(of)
    case 'array': return times((of.minItems ?? 0) + below(3), () => sample(of.items ?? true))
    default: return object(of)
  }
}

function text (of) {
  if (of.format) return anyOf({ date: DATES, 'date-time': TIMES, email: MAILS }[of.format])
  return anyOf(TEXTS)
}

function object (of) {
  const names = new Set([...(of.required ?? []), ...Object.keys(of.properties ?? {}).filter(() => !oneIn(4))])
  if (oneIn(4)) names.add(anyOf(NAMES))
  if (oneIn(6)) names.delete(anyOf([...names]))
  return Object.fromEntries([...names].map(name =>
    [name, sample(of.properties?.[name] ?? of.additionalProperties ?? true)]))
}

// The schema with a keyword that Atrium does not know, in it or in one within.
function spoiled (of) {
  const copy = structuredClone(of)
  let at = copy
  while (!oneIn(3)) {
    const inner = [...Object.values(at.properties ?? {}), at.items, at.additionalProperties]
      .filter(each => typeof each === 'object')
    if (inner.length === 0) break
    at = anyOf(inner)
  }
  at[anyOf(UNKNOWN)] = anyOf([{}, [{}], true, 'a'])
  return copy
}

function ajvOf (dialect) {
  const made = new dialect({ strict: false, allErrors: false, ownProperties: true, unicodeRegExp: true })
  addFormats(made)
  return made
}

const cases = times(count, () => {
  const one = schema(1)
  return { schema: one, values: times(VALUES_PER_SCHEMA, () => sample(one)), spoiled: spoiled(one) }
})
const lines = cases.flatMap(each => [[each.schema, each.values], [each.spoiled, []]].map(line => JSON.stringify(line)))
const ran = spawnSync(verdicts, [], { input: lines.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 30 })
if (ran.status !== 0) throw new Error(`${verdicts} ended with ${ran.status ?? ran.signal}: ${ran.stderr}`)
const said = ran.stdout.trimEnd().split('\n')

const totals = { y: 0, n: 0 }
let wrong = 0
function complain (what, of, value) {
  if (++wrong <= 10) console.log(`${what}\n  schema ${JSON.stringify(of)}\n  value  ${JSON.stringify(value)}`)
}
cases.forEach((each, i) => {
  const dialect = oneIn(2) ? Ajv : Ajv2020
  const judge = ajvOf(dialect).compile(each.schema)
  const expected = each.values.map(value => judge(value) ? 'y' : 'n').join('')
  const given = said[2 * i]
  if (given.length !== expected.length || given.startsWith('refused')) complain(`Atrium said ${given}`, each.schema)
  else for (let v = 0; v < expected.length; ++v)
    if (given[v] !== expected[v]) complain(`ajv says ${expected[v]}, Atrium ${given[v]}`, each.schema, each.values[v])
  for (const letter of expected) ++totals[letter]
  if (!said[2 * i + 1].startsWith('refused: ')) complain(`not refused: ${said[2 * i + 1]}`, each.spoiled)
})
console.log(`seed ${seed}: ${count} schemas, ${totals.y} values that fit, ${totals.n} that do not, ${wrong} disagreements`)
if (Math.min(totals.y, totals.n) * 5 < totals.y + totals.n) throw new Error('the values are too much of one kind to tell anything')
process.exit(wrong ? 1 : 0)
