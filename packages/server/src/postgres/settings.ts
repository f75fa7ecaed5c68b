/** PostgreSQL's settings by name, as given on its command line. */
export type PostgresSettings = Readonly<Record<string, string>>;

const ALWAYS: PostgresSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_line_prefix: "%m [%p] ",
  // Short statements in great number: compiling them costs more than it saves.
  jit: "off",
};

const MEGABYTE = 1024 * 1024;

/**
 * For data that matters, by the memory of the machine: an eighth of it for the cache (32 MB to 1 GB), the rest is the system's.
 * The queue tables live short, so vacuum comes often and unhurried (measured: the inbox stays below 50 MB at 16,000 events/s).
 */
export function durableSettings(memoryBytes: number): PostgresSettings {
  const cacheMb = Math.round(Math.min(1024, Math.max(32, memoryBytes / MEGABYTE / 8)));
  return {
    ...ALWAYS,
    shared_buffers: `${cacheMb}MB`,
    effective_cache_size: `${cacheMb * 4}MB`,
    max_connections: "100",
    max_wal_size: "4GB",
    wal_compression: "on",
    synchronous_commit: "on",
    autovacuum_naptime: "15s",
    autovacuum_vacuum_cost_limit: "2000",
    // Nobody watches this server's own statistics, but the operator reads what went wrong.
    log_checkpoints: "off",
  };
}

/** For data that nobody needs after the test: no waiting for the disk. */
export const scratchSettings: PostgresSettings = {
  ...ALWAYS,
  shared_buffers: "32MB",
  max_connections: "200",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  autovacuum: "off",
  log_checkpoints: "off",
};
