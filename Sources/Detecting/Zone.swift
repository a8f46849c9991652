import Command

/// The zone that calendar days are told in: UTC, or a zone of libc's database.
struct Zone {
  private let isUTC: Bool

  static let utc = Zone(isUTC: true)

  /// The process's zone, once `TZ` was set to it and checked (`--tz`).
  static let local = Zone(isUTC: false)

  private init(isUTC: Bool) { self.isUTC = isUTC }

  /// The calendar day of a moment.
  func date(of time: Int64) -> CalendarDate {
    let shifted = isUTC ? time : time + offset(at: time)
    return Timestamp(seconds: shifted).utcDate
  }

  private func offset(at time: Int64) -> Int64 { localOffset(at: time) }
}
