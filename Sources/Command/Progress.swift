import Streams

/// The updating line on standard error, and the sentence for SIGUSR1.
struct Progress {
  /// How long a run takes before the line shows by itself; longer where the input's size is not
  /// known, so that of a pipe's programs the one that can tell how much is left is the one that does.
  private static let patience = (known: 1000, unknown: 1500)

  /// The size of all inputs in bytes, where it is known.
  var total: Int?
  let startedAt = Clock.monotonicMilliseconds()

  private let isAskedFor: Bool
  private let isWanted: Bool
  private let isTerminal: Bool
  private var claim: TerminalClaim?
  private var shownAt = 0
  private var isShown = false
  private var isLeft = false
  private var bytesRead = 0

  init(isWanted: Bool, output: Address) {
    isTerminal = StandardDescriptors.isTerminal(StandardDescriptors.error)
    let isOutputTerminal =
      output == .standard && StandardDescriptors.isTerminal(StandardDescriptors.output)
    self.isWanted = isWanted || isTerminal && !isOutputTerminal
    isAskedFor = isWanted
    shownAt = startedAt
  }

  /// The sizes of the inputs together; nil unless all are regular files.
  static func totalSize(of inputs: [Address]) -> Int? {
    var total = 0
    for input in inputs {
      let status =
        input == .standard ? try? FileStatus(of: StandardDescriptors.input) : input.fileStatus
      guard let status, status.kind == .regular else { return nil }
      total += status.size
    }
    return total
  }

  /// Says how far the run is, at most once a second; `doing` is what it does once all is read.
  mutating func note(
    bytesRead: Int? = nil, doing: () -> String? = { nil }, _ counts: SessionCounts, rejected: Int,
    _ diagnostics: Diagnostics
  ) {
    if let bytesRead { self.bytesRead = bytesRead }
    guard isWanted, !isLeft else { return }
    let now = Clock.monotonicMilliseconds()
    guard now - shownAt >= 1000 else { return }
    shownAt = now
    show(doing(), counts, rejected: rejected, diagnostics)
  }

  /// As ``note(bytesRead:doing:_:rejected:_:)``, now, if the line shows: what follows may take long.
  mutating func turn(
    to doing: String, _ counts: SessionCounts, rejected: Int, _ diagnostics: Diagnostics
  ) {
    guard isShown else { return }
    shownAt = Clock.monotonicMilliseconds()
    show(doing, counts, rejected: rejected, diagnostics)
  }

  /// Takes the line away for good; where it was asked for, it stays, with the last figures.
  mutating func end(_ counts: SessionCounts, rejected: Int, _ diagnostics: Diagnostics) {
    clear()
    guard isAskedFor else { return }
    diagnostics.tell(sentence(counts, rejected: rejected))
  }

  private mutating func show(
    _ doing: String?, _ counts: SessionCounts, rejected: Int, _ diagnostics: Diagnostics
  ) {
    if isTerminal {
      guard let columns = columns() else { return }
      let parts = parts(doing, counts, rejected: rejected)
      let line = Self.line(parts, after: diagnostics.program, columns: columns)
      // The cursor stands at its beginning: what others write there takes its place.
      StandardDescriptors.say("\r\(line)\u{1B}[K\r")
    } else {
      StandardDescriptors.say("\(diagnostics.program): \(sentence(counts, rejected: rejected))\r")
    }
    isShown = true
  }

  /// How wide the terminal is; nil where the line is another program's, or may yet be.
  private mutating func columns() -> Int? {
    if let claim { return claim.columns }
    let patience = total == nil ? Self.patience.unknown : Self.patience.known
    if Clock.monotonicMilliseconds() - startedAt >= patience { claim = TerminalClaim() }
    return claim?.columns
  }

  /// Takes the line away, so that something else can be said.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    StandardDescriptors.say(isTerminal ? "\r\u{1B}[K" : "\n")
  }

  /// How long nothing may be said, in milliseconds; nil where nothing is to be.
  var patience: Int? { isWanted && !isLeft ? 1000 : nil }

  /// Takes the line away, and leaves the terminal to whoever does the rest of the work.
  mutating func leave() {
    clear()
    claim = nil
    isLeft = true
  }

  // MARK: Words

  /// How far it is.
  func sentence(_ counts: SessionCounts, rejected: Int) -> String {
    let read = [
      "\(counts.read) read", "\(counts.written) written", "\(rejected) rejected",
      Self.size(bytesRead), rate(counts),
    ]
    return (read + ahead).joined(separator: ", ")
  }

  /// What the line says, what matters most first.
  func parts(_ doing: String?, _ counts: SessionCounts, rejected: Int) -> [String] {
    let refused = rejected > 0 ? ["\(rejected) rejected"] : []
    if let doing {
      let elapsed = Clock.monotonicMilliseconds() - startedAt
      return [doing] + refused + [Self.time(elapsed)]
    }
    return ahead + ["\(counts.read) read"] + refused
      + [Self.size(bytesRead), rate(counts), "\(counts.written) written"]
  }

  /// As many of the parts as fit into a line; a longer one would not be taken away.
  static func line(_ parts: [String], after program: String, columns: Int) -> String {
    var line = program + ": " + (parts.first ?? "")
    for part in parts.dropFirst() where line.count + part.count + 2 < columns {
      line += ", \(part)"
    }
    return String(line.prefix(max(0, columns - 1)))
  }

  private func rate(_ counts: SessionCounts) -> String {
    "\(counts.read * 1000 / max(1, Clock.monotonicMilliseconds() - startedAt)) a second"
  }

  /// How much of the input was read, and how long the rest will take, where that is known.
  private var ahead: [String] {
    guard let total, total > 0, bytesRead > 0 else { return [] }
    let elapsed = max(1, Clock.monotonicMilliseconds() - startedAt)
    let left = max(0, total - bytesRead) * elapsed / bytesRead
    return ["\(min(100, bytesRead * 100 / total)) %", "\(Self.time(left)) left"]
  }

  /// A time in the unit that it is a few of.
  static func time(_ milliseconds: Int) -> String {
    switch milliseconds / 1000 {
    case let seconds where seconds < 120: "\(seconds) s"
    case let seconds where seconds < 7200: "\(seconds / 60) min"
    case let seconds: "\(seconds / 3600) h"
    }
  }

  private static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<10_000: "\(bytes) bytes"
    case ..<10_000_000: "\(bytes / 1000) kB"
    default: "\(bytes / 1_000_000) MB"
    }
  }
}
