import Streams

/// The updating line on standard error, and the sentence for SIGUSR1.
struct Progress {
  /// The size of all inputs in bytes, where it is known.
  var total: Int?
  let startedAt = Clock.monotonicMilliseconds()

  private let isAskedFor: Bool
  private let isWanted: Bool
  private let isTerminal: Bool
  private var shownAt = 0
  private var isShown = false
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

  /// Says how far the run is, at most once a second.
  mutating func note(
    bytesRead: Int, _ counts: SessionCounts, rejected: Int, _ diagnostics: Diagnostics
  ) {
    self.bytesRead = bytesRead
    guard isWanted else { return }
    let now = Clock.monotonicMilliseconds()
    guard now - shownAt >= 1000 else { return }
    shownAt = now
    show(counts, rejected: rejected, diagnostics)
  }

  /// Takes the line away for good; where it was asked for, it stays, with the last figures.
  mutating func end(_ counts: SessionCounts, rejected: Int, _ diagnostics: Diagnostics) {
    clear()
    guard isAskedFor else { return }
    diagnostics.tell(sentence(counts, rejected: rejected))
  }

  private mutating func show(
    _ counts: SessionCounts, rejected: Int, _ diagnostics: Diagnostics
  ) {
    isShown = true
    let text = "\(diagnostics.program): \(sentence(counts, rejected: rejected))"
    StandardDescriptors.say(isTerminal ? "\r\(text)\u{1B}[K" : "\(text)\r")
  }

  /// Takes the line away, so that something else can be said.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    StandardDescriptors.say(isTerminal ? "\r\u{1B}[K" : "\n")
  }

  /// How far it is.
  func sentence(_ counts: SessionCounts, rejected: Int) -> String {
    let elapsed = max(1, Clock.monotonicMilliseconds() - startedAt)
    var parts = [
      "\(counts.read) read", "\(counts.written) written", "\(rejected) rejected",
      Self.size(bytesRead), "\(counts.read * 1000 / elapsed) a second",
    ]
    if let total, total > 0, bytesRead > 0 {
      parts.append("\(min(100, bytesRead * 100 / total)) %")
      parts.append("\(max(0, total - bytesRead) * elapsed / bytesRead / 1000) s left")
    }
    return parts.joined(separator: ", ")
  }

  private static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<10_000: "\(bytes) bytes"
    case ..<10_000_000: "\(bytes / 1000) kB"
    default: "\(bytes / 1_000_000) MB"
    }
  }
}
