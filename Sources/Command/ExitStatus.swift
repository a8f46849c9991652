/// How a program ends.
///
/// The numbers are those of `<sysexits.h>`, but for 1.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  /// All input handled, all output accepted.
  case ok = 0
  /// Ran to the end, but at least one line was rejected, or one notification was not delivered.
  case incomplete = 1
  /// A bad option, value, address or zone; nothing was read.
  case usage = 64
  /// Stopped at a bad line (`--strict`), or a state file is not what it should be.
  case data = 65
  /// A named input or file is not there or cannot be opened.
  case noInput = 66
  /// Something needed is in use, gone, or cannot be connected to.
  case unavailable = 69
  /// A fault of ours.
  case software = 70
  /// Reading or writing failed, the last flush and the close included.
  case io = 74
  /// Stopped on purpose with work unfinished; safe to run again.
  case temporary = 75

  /// The order in which one status hides another, the strongest first.
  private static let precedence: [ExitStatus] = [
    .software, .io, .unavailable, .noInput, .data, .usage, .temporary, .incomplete, .ok,
  ]

  /// The stronger of the two: what a run that met both ends with.
  package func worse(_ other: ExitStatus) -> ExitStatus {
    Self.precedence.first { $0 == self || $0 == other } ?? self
  }
}

extension ExitStatus {
  /// What 128+N tells.
  static let meaningOfSignals = "ended by signal N, as a shell shows it."

  /// What it tells whoever started the program, one phrase.
  package var meaning: String {
    switch self {
    case .ok: "all input handled, all output accepted."
    case .incomplete: "ran to the end, but a line was rejected, or a notification not delivered."
    case .usage: "a bad option, value, address or zone; nothing was read."
    case .data: "stopped at a bad line (--strict), or a file is not what it should be."
    case .noInput: "a named input or file is not there or cannot be opened."
    case .unavailable: "something needed is in use, gone, or cannot be connected to."
    case .software: "a fault of this program: please report it."
    case .io: "reading or writing failed, the last flush and the close included."
    case .temporary: "stopped on purpose with work unfinished; safe to run again."
    }
  }
}
