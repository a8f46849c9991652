/// What `mrr-detect` is told by its options, as plain values.
package struct DetectSettings: Sendable {
  /// The moment the export was taken.
  package enum AsOf: Equatable, Sendable {
    /// The newest time of the input that lies in the past by its meaning.
    case newest
    /// That moment, in Unix seconds.
    case at(Int64)
  }

  /// Records are applied as they come.
  package var isStream = false
  /// How long a batch stays open, in milliseconds.
  package var windowMilliseconds: Int64 = 3_600_000
  /// `--tz`: calendar days are told in the process's zone, not in UTC.
  package var usesLocalZone = false
  package var account: [UInt8]?
  package var asOf = AsOf.newest
  /// Payloads whose batch opened before this moment are not written, in Unix seconds.
  package var since: Int64?
  package var livemode: Bool?
  /// MRR is taken from what invoices bill, not from subscriptions (rules.md, R23).
  package var readsInvoices = false
  /// How long after the end of a period the next one may begin, in milliseconds (R24).
  package var graceMilliseconds: Int64 = 3 * 86_400_000
  package var explains = false
  /// Whether there is a ledger to be kept.
  package var remembers = false
  /// Lines written since that moment are written again first (`--again`); Unix seconds, the wall
  /// clock's.
  package var again: Int64?
  /// Whether the input is only learnt, and no movement written (`--init`).
  package var isSilent = false
  /// Whether the bytes of records that may be refused late are kept for `--rejects`.
  package var keepsRejects = false

  /// What the inputs are called, for `--explain`.
  package var sourceNames: [String] = []

  package init() {}

  /// The grace in whole seconds.
  var grace: Int64 { (graceMilliseconds + 999) / 1000 }

  /// The window in whole seconds, as times are: 0 means the same second.
  var window: Int64 { max(1, (windowMilliseconds + 999) / 1000) }
}
