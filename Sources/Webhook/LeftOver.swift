import Command
import Streams

/// What was read and not sent: it goes to `--rejects`, and is told of at the end.
struct LeftOver {
  private let session: Session
  /// How many lines.
  private var count = 0
  /// The beginning of a line that the group wrote.
  private var tail: [UInt8] = []
  /// For the session, which writes what goes to `--rejects` with it; nothing else is written here.
  private var output = Output()

  init(_ session: Session) { self.session = session }

  var isEmpty: Bool { count == 0 }

  /// Takes whole lines, each with its end.
  mutating func add(_ lines: [UInt8]) throws(Ending) {
    for byte in lines where byte == UInt8(ascii: "\n") { count += 1 }
    try session.keep(lines.span, 0..<lines.count, endsLine: false)
    try session.flush(&output)
  }

  /// Takes some of what the group wrote and `mrr-post` did not read; nothing is its end.
  mutating func add(remainder bytes: [UInt8]) throws(Ending) {
    if bytes.isEmpty {
      if !tail.isEmpty { tail.append(UInt8(ascii: "\n")) }
    } else {
      tail += bytes
    }
    guard let last = tail.lastIndex(of: UInt8(ascii: "\n")) else { return }
    try add(Array(tail[...last]))
    tail.removeSubrange(...last)
  }

  /// How much it is, and where.
  var sentence: String {
    let lines = count == 1 ? "1 line was" : "\(count) lines were"
    let place =
      session.options.rejects.map { "they are in \($0.outputName)" }
      ?? "--rejects FILE would have kept them"
    return "\(lines) read and not sent: \(place)"
  }
}
