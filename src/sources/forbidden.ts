/**
 * Columns that are dropped at the door (SAFEGUARDS 2): legal name, address, phone, e-mail, employer, place, coordinates, device, IP.
 * A column is forbidden when its last words, split at case, `_`, `.` and `-`, are one of these, be it one or many.
 */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  'legal name': [
    'real name',
    'legal name',
    'full name',
    'fullname',
    'realname',
    'first name',
    'last name',
    'firstname',
    'lastname',
    'surname',
    'given name',
    'family name',
    'birthday',
    'birth date',
    'date of birth',
    'dob',
    'birthdate',
    'gender',
    'age',
    'passport',
    'national id',
    'ssn',
  ],
  address: ['address', 'street', 'zip', 'zipcode', 'zip code', 'postcode', 'postal code', 'home town', 'hometown'],
  phone: ['phone', 'phone number', 'telephone', 'mobile', 'msisdn', 'whatsapp', 'tel'],
  'e-mail': ['email', 'e mail', 'mail', 'email address'],
  employer: ['employer', 'company', 'workplace', 'job', 'job title', 'occupation', 'school'],
  place: [
    'location',
    'place',
    'place id',
    'place name',
    'place full name',
    'city',
    'region',
    'country',
    'country code',
    'geo',
    'geo id',
    'geolocation',
    'geohash',
    'timezone',
    'time zone',
    'utc offset',
  ],
  coordinates: [
    'coordinates',
    'coordinate',
    'lat',
    'lon',
    'lng',
    'long',
    'latitude',
    'longitude',
    'latlon',
    'lat lon',
    'bounding box',
    'gps',
  ],
  device: [
    'device',
    'device id',
    'device model',
    'imei',
    'imsi',
    'idfa',
    'android id',
    'user agent',
    'useragent',
    'browser fingerprint',
    'fingerprint',
    'mac address',
  ],
  IP: ['ip', 'ip address', 'ip addr', 'ipv4', 'ipv6', 'last ip', 'login ip'],
}
const REASONS = new Map(Object.entries(FORBIDDEN).flatMap(([reason, names]) => names.map((name) => [name, reason] as const)))
/** Below these a path holds nothing but places or devices. */
const FORBIDDEN_PARENTS = new Set(['geo', 'place', 'coordinates', 'location', 'device', 'address'])

export function wordsOf(column: string): string[] {
  return column
    .normalize('NFKC')
    .replace(/([\p{Ll}\d])(\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll}{2})/gu, '$1$3 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

const singular = (name: string) => name.replace(/ies$/, 'y').replace(/(ss|x|ch|sh)es$|(?<![su])s$/, '$1')

/** Why this column may not be kept, or null. */
export function forbiddenReason(column: string): string | null {
  const words = wordsOf(column)
  for (let from = Math.max(0, words.length - 3); from < words.length; from++) {
    const name = words.slice(from).join(' ')
    const reason = REASONS.get(name) ?? REASONS.get(singular(name))
    if (reason) return reason
  }
  const parent = column
    .split('.')
    .slice(0, -1)
    .flatMap((part) => [part.toLowerCase(), singular(wordsOf(part).join(' '))])
    .find((part) => FORBIDDEN_PARENTS.has(part))
  return parent ? (REASONS.get(parent) ?? 'place') : null
}
