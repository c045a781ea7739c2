import { chiSquareTail } from './gamma.js'

/** P(Z > z) of the standard normal: half the upper tail of chi-square with one degree at z². */
export function normalTail(z: number): number {
  const half = chiSquareTail(z * z, 1) / 2
  return z >= 0 ? half : 1 - half
}
