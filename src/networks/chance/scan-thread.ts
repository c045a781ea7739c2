/** A thread that scans windows. */
import { createRng } from '../../statistics/index.js'
import { takeTasks } from '../../store/index.js'
import { type FullScan, scanWindows } from './scan.js'
import type { HandedScan } from './scan-pool.js'

takeTasks<HandedScan, FullScan>(({ cascades, settings, key }) => scanWindows(cascades, settings, createRng(key)))
