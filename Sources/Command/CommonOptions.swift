package import Streams

/// The options that every stage has.
package struct CommonOptions: Sendable, Equatable {
  /// What is asked for instead of a run.
  package enum Request: Sendable, Equatable {
    case shortHelp, longHelp, version
    case generate(Generated)
  }

  /// Nil for a run.
  package var request: Request?
  package var output = Address.standard
  package var rejects: Address?
  /// Of a Unix socket that is made: the nine bits of chmod(1).
  package var socketMode: UInt32 = 0o600
  /// How long somebody who is to listen on a socket is waited for.
  package var connectMilliseconds = 10_000
  package var isStrict = false
  /// In bytes, the line end not counted.
  package var maxLine = 16 * 1024 * 1024
  package var isQuiet = false
  package var isVerbose = false
  package var wantsSummary = false
  package var wantsProgress = false

  package init() {}
}
