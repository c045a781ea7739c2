import type { TemplatePart } from './text-template.js'

/**
 * A picture as data: the report and exports draw it as SVG, the web app may draw the same, and each has its table made from the same numbers.
 * An account in a picture is named by its key; faces turn keys into short names.
 */
export type Label = string | { readonly account: number }

export interface Axis {
  readonly title: string
  /** `time`: UTC ms since 1970. */
  readonly kind: 'number' | 'time'
}

interface Titled {
  readonly title: string
  /** What a reader who does not see the picture needs to know. */
  readonly describe: string
}

export interface Series {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface ScatterSpec extends Titled {
  readonly kind: 'scatter'
  readonly x: Axis
  readonly y: Axis
  /** At most two: the group, and what it is compared with. */
  readonly series: readonly Series[]
}

export interface LinesSpec extends Titled {
  readonly kind: 'lines'
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
}

/** Cells by row, then column; null where there is nothing to show. */
export interface HeatSpec extends Titled {
  readonly kind: 'heat'
  readonly columns: readonly string[]
  readonly rows: readonly Label[]
  readonly cells: readonly (readonly (number | null)[])[]
  readonly unit: string
}

/** Stacked areas over equal steps of time. */
export interface RiverSpec extends Titled {
  readonly kind: 'river'
  readonly fromMs: number
  readonly stepMs: number
  readonly unit: string
  readonly layers: readonly { readonly name: string; readonly values: readonly number[] }[]
}

/** One line per account, a mark per moment. */
export interface RasterSpec extends Titled {
  readonly kind: 'raster'
  readonly fromMs: number
  readonly toMs: number
  readonly rows: readonly { readonly label: Label; readonly atMs: readonly number[] }[]
}

export interface BarsSpec extends Titled {
  readonly kind: 'bars'
  readonly unit: string
  /** What `expected` is, in a word or two, when it is no baseline: `of all`, `whole group`. */
  readonly expectedIs?: string
  readonly rows: readonly { readonly label: Label; readonly value: number; readonly expected?: number }[]
}

/** A line of fixed words and numbered slots; below it what stands in each slot, and the posts over time. */
export interface TemplateSpec extends Titled {
  readonly kind: 'template'
  readonly parts: readonly TemplatePart[]
  /** `form` in words, some values in short. */
  readonly slots: readonly { readonly form: string; readonly values: string }[]
  readonly spread: { readonly fromMs: number; readonly bucketMs: number; readonly posts: readonly number[] }
}

export type PictureSpec = ScatterSpec | LinesSpec | HeatSpec | RiverSpec | RasterSpec | BarsSpec | TemplateSpec
