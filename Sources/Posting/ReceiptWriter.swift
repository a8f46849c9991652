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
  /// What is to be waited for before more can be written, where some wait for their reader, or
  /// refused records for theirs.
  private var pauses: [Wait.Pause] = []

  init(_ session: Session) { self.session = session }

  var isEmpty: Bool { queue.isEmpty && output.lines.isEmpty }
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
    write { (session, output) throws(Ending) in try session.flushWhatCanBe(&output) }
  }

  /// Writes everything; waits for the reader.
  mutating func writeAll() {
    write { (session, output) throws(Ending) in
      try session.flush(&output)
      return []
    }
  }

  /// What there is to be waited for.
  var interests: [Wait.Interest] { pauses.compactMap(\.interest) + [watched] }

  /// After which time there is more to write in any case, in milliseconds; nil: no such time.
  var patience: Int? { pauses.compactMap(\.milliseconds).min() }

  /// What tells of the reader while nothing waits for it, for ``look()`` to find out what.
  private var watched: Wait.Interest {
    isEmpty && ending == nil ? session.watchedOutput : .reading(-1)
  }

  /// Hears what the reader says meanwhile: it may take its leave, or have broken off.
  mutating func look() {
    guard (try? Wait.isReady(watched)) ?? true else { return }
    do throws(Ending) { try session.lookAtOutput() } catch { give(up: error) }
  }

  /// Gives one piece after the other to `flush`, until it says what to wait for.
  private mutating func write(
    _ flush: (Session, inout Output) throws(Ending) -> [Wait.Pause]
  ) {
    pauses = []
    if ending != nil { return }
    do throws(Ending) {
      repeat {
        if output.lines.isEmpty && !queue.isEmpty { output.lines = queue.next() }
        pauses = try flush(session, &output)
      } while output.lines.isEmpty && !queue.isEmpty
    } catch {
      give(up: error)
    }
  }

  private mutating func give(up reason: Ending) {
    ending = reason
    pauses = []
    queue.removeAll()
    output.lines.removeAll()
  }
}
