/** merged: several traces in one network, and the recipe made of it. method.ts says what is computed. */
export { luceri2024 } from './luceri.js'
export { merged } from './method.js'
