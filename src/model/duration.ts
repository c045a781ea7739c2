const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `60s`, `10m`, `1.5h`, `2d`, or a bare number of seconds. NaN when it is none of these. */
export function parseDuration(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)?\s*$/.exec(text)
  if (!match) return Number.NaN
  return Math.round(Number(match[1]) * (UNITS[match[2] ?? 's'] as number) * 1000) / 1000
}

/** The largest whole unit, one minute being `60s` as the field writes it: 60 → `60s`, 90 → `90s`, 600 → `10m`, 86400 → `1d`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'none'
  for (const unit of ['d', 'h', 'm'] as const) {
    const size = UNITS[unit] as number
    if (seconds >= size && seconds !== 60 && seconds % size === 0) return `${seconds / size}${unit}`
  }
  return `${seconds}s`
}
