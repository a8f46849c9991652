/// What time it is.
package enum Clock {
  /// Milliseconds of a clock that only goes forward.
  package static func monotonicMilliseconds() -> Int { Syscalls.monotonicMilliseconds() }

  /// Seconds since 1970-01-01T00:00:00Z.
  package static func unixSeconds() -> Int64 { Int64(Syscalls.unixMilliseconds() / 1000) }

  /// Milliseconds since 1970-01-01T00:00:00Z.
  package static func unixMilliseconds() -> Int64 { Int64(Syscalls.unixMilliseconds()) }
}
