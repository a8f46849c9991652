internal import Command
internal import JSONText
internal import Streams

/// Writes receipts as their reader takes them, and never waits for it.
struct ReceiptWriter: ~Copyable {
  /// How many bytes of receipts may wait for their reader before nothing new is begun.
  private static let limit = 64 * 1024

  private let session: Session
  private var queue = ReceiptQueue()
  /// What is handed to the session to be written.
  private var output = Output()
  /// Why no more can be written: the reader is gone, or the disk is full.
  private(set) var ending: Ending?

  init(_ session: Session) { self.session = session }

  var isEmpty: Bool { queue.isEmpty }
  /// Whether so much waits that nothing new is to be begun.
  var isFull: Bool { queue.count >= Self.limit }

  /// Takes one receipt, a line with its end; forgets it where no more can be written.
  mutating func append(_ receipt: LineBuffer) {
    guard ending == nil else { return }
    queue.append(receipt)
    output.written += 1
  }

  /// Writes as much as can be without waiting, and in any case what goes to `--rejects`.
  mutating func writeWhatCanBe() {
    while !queue.isEmpty && canTakeMore { write(queue.next()) }
    write(LineBuffer())
  }

  /// Writes everything; waits for the reader.
  mutating func writeAll() {
    while !queue.isEmpty { write(queue.next()) }
    write(LineBuffer())
  }

  private var canTakeMore: Bool { session.isOutputReady }

  private mutating func write(_ piece: LineBuffer) {
    guard ending == nil else { return }
    output.lines = piece
    do throws(Ending) {
      try session.flush(&output)
    } catch {
      ending = error
      queue.removeAll()
      output.lines.removeAll()
    }
  }
}
