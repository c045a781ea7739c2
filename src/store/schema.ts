/**
 * The tables of a case. Migrations are never edited once released: add a new one at the end.
 * Times are UTC, millisecond resolution, as BIGINT ms since 1970 (`…_ms`). Keys are dense integers given in a total order, so the
 * same imports in the same order give the same keys. `file_key, line` is the origin of a row; line is the physical line of its first byte
 * (record number for Parquet and JSON arrays).
 */
export const MIGRATIONS: readonly string[] = [
  `
  create table meta (name varchar primary key, value varchar not null);

  create table files (
    file_key integer primary key, sha256 varchar not null unique, name varchar not null, bytes bigint not null,
    format varchar not null, record_kind varchar not null, platform varchar not null, mapping varchar not null,
    rows_read bigint not null, rows_kept bigint not null, rows_merged bigint not null, rows_rejected bigint not null,
    dropped varchar not null, is_original_kept boolean not null);

  create table accounts (
    account_key integer not null, platform varchar not null, account_id varchar not null, handle varchar,
    created_ms bigint, description varchar, profile_url varchar, avatar varchar, followers bigint, following bigint, posts_count bigint,
    organisation varchar, file_key integer, line bigint);

  -- one row is one post, or one ready-made trace (given_object is not null; its post_id may repeat)
  create table posts (
    post_key integer not null, platform varchar not null, post_id varchar not null, account_key integer not null, posted_ms bigint not null,
    text varchar, language varchar, client varchar, repost_of varchar, repost_of_account varchar, reply_to varchar, reply_to_account varchar,
    quote_of varchar, urls varchar[], hashtags varchar[], mentions varchar[], media varchar[], url_title varchar, reposts bigint, likes bigint,
    given_object varchar, file_key integer not null, line bigint not null);

  create table rejects (
    file_key integer not null, line bigint not null, column_name varchar, value varchar, code varchar not null, message varchar not null);

  -- rows left out before they were read as records: forgotten accounts, by a keyless hash, so that a later import leaves them out again
  create table tombstones (platform varchar not null, account_hash varchar not null, ledger_entry integer not null, posts bigint not null);

  create table networks (
    network_key integer primary key, network_id varchar not null unique, method varchar not null, trace varchar not null,
    params varchar not null, is_directed boolean not null, weight_means varchar not null, accounts bigint not null, edges bigint not null,
    traces_read bigint not null, accounts_read bigint not null, objects_read bigint not null, notes varchar not null, seed bigint not null);

  create table edges (
    network_key integer not null, account_a integer not null, account_b integer not null, weight double not null, objects integer not null,
    pairs bigint not null, posts_a integer not null, posts_b integer not null, gap_sum_ms bigint not null, gap_median_ms double not null,
    gap_least_ms bigint not null, first_ms bigint not null, last_ms bigint not null, first_a bigint not null, first_b bigint not null);

  create table groups (
    group_id varchar primary key, network_key integer not null, method varchar not null, params varchar not null, measures varchar not null);
  create table group_members (group_id varchar not null, account_key integer not null, degree integer not null, weight double not null);

  create table dossiers (group_id varchar primary key, body varchar not null);

  create table ledger (entry integer primary key, line varchar not null);
  `,
  `
  -- tests of the edges of validated networks, kept edges only: p of the null, corrected p, objects shared and meetings counted
  create table edge_tests (
    network_key integer not null, account_a integer not null, account_b integer not null, null_model varchar not null,
    shared integer not null, met integer not null, p double not null, q double not null);
  `,
  `
  create table signals (group_id varchar not null, signal_id varchar not null, body varchar not null, primary key (group_id, signal_id));
  `,
  `
  -- scans over windows, as JSON
  create table scans (scan_id varchar primary key, body varchar not null);
  `,
  `
  -- one row: follower_key follows account_key; position is the order of arrival as the file gives it
  create table follows (
    follow_key integer not null, account_key integer not null, follower_key integer not null, position bigint, followed_ms bigint,
    file_key integer not null, line bigint not null);
  `,
  `
  -- families of near-same texts, described, as one JSON
  create table texts (body varchar not null);
  `,
  `
  -- groups through steps or over several networks, as JSON; they go with their networks
  create table group_views (view_id varchar primary key, networks varchar[] not null, body varchar not null);
  `,
  `
  -- pictures and videos given with the case, once for each content; thumbnail is base64 of a small WebP
  create table media_files (
    media_key integer not null, sha256 varchar not null, bytes bigint not null, kind varchar not null, format varchar not null, width integer,
    height integer, duration_ms bigint, thumbnail varchar, notes varchar not null, file_key integer not null);
  -- where in the folder it lay; equal files have several
  create table media_names (media_key integer not null, name varchar not null, file_key integer not null);
  -- hash: 64 hexadecimal digits; kind: picture, turn, variant, frame; offset_ms: of a frame
  create table media_hashes (
    media_key integer not null, position integer not null, kind varchar not null, name varchar not null, offset_ms bigint, hash varchar not null,
    quality integer not null, file_key integer not null);
  `,
  `
  -- small grey copy and regions of a picture (src/model/look.ts), of a film several; sound: Chromaprint, four bytes a value, little-endian
  create table media_looks (media_key integer not null, offset_ms bigint, look blob not null, file_key integer not null);
  create table media_sounds (media_key integer not null, sound blob not null, file_key integer not null);
  `,
  `
  -- what a later row said otherwise of an account than the row before, null where it said the same: another handle, another number of posts
  create table account_changes (
    account_key integer not null, handle varchar, posts_before bigint, posts_count bigint, seen_ms bigint, file_key integer not null, line bigint not null);
  `,
  `
  -- where the value of a field comes from that the row of the post left blank
  create table post_fills (post_key integer not null, field varchar not null, file_key integer not null, line bigint not null);
  `,
  `
  -- of a forgotten account: SHA-256 of its platform and each of its names (kind name: id and handles in small letters), and each id of its posts (kind post)
  create table forgotten_marks (platform varchar not null, account_hash varchar not null, kind varchar not null, hash varchar not null);
  `,
]

/**
 * Trace tables are derived, one pair per trace kind, made when first needed and dropped by an import:
 * `trace_<id>(object_key integer, account_key integer, post_key integer, happened_ms bigint)` ordered by object_key, happened_ms, account_key, post_key;
 * `objects_<id>(object_key integer, object_id varchar)`, object_key dense from 0 in bytewise order of object_id. Hyphens, and + between several, become underscores.
 */
export function traceTable(trace: string): string {
  return `trace_${trace.replaceAll(/[-+]/g, '_')}`
}
export function objectTable(trace: string): string {
  return `objects_${trace.replaceAll(/[-+]/g, '_')}`
}
