/** statistics (0): pure mathematics: tails, corrections, seeded draws, quantiles, tests of uniformity. No store, no I/O, imports nothing. */
export * from './corrections.js'
export * from './gini.js'
export * from './hypergeometric.js'
export * from './kolmogorov-smirnov.js'
export * from './poisson-binomial.js'
export * from './quantiles.js'
export * from './random.js'
export * from './wilson.js'
