/** Numbers in words, without the machine's locale. */
export function count(value: number): string {
  const [whole = '', part] = String(Math.round(value * 100) / 100).split('.')
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (part ? `.${part}` : '')
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}
