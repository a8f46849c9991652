internal import Streams

/// One handle of libcurl, used for one delivery after the other, and what its callbacks see.
final class Transfer {
  /// How much of a response's body is read, and how much of that is kept.
  private static let maximumBodyRead = 64 * 1024
  private static let maximumBodyKept = 2 * 1024

  let easy: EasyHandle
  private let sockets: Sockets
  private let addresses: AddressGuard

  /// What is on its way; nil while the handle is idle.
  private(set) var delivery: Delivery?
  /// In milliseconds of ``Clock/monotonicMilliseconds()``.
  private var started = 0
  private var limit = 0
  /// The request's number, and the port, on this side, of its connection; nil before it goes out.
  private var request: (number: Int, localPort: Int32)?
  private var sent = 0
  private var bodyRead = 0
  private var ending = TransferEnding()

  init(_ easy: EasyHandle, _ addresses: AddressGuard, _ sockets: Sockets) {
    self.easy = easy
    self.sockets = sockets
    self.addresses = addresses
  }

  /// Takes a delivery on; its answer counts for `limit` milliseconds.
  func begin(_ delivery: Delivery, headers: [String], limit: Int) {
    self.delivery = delivery
    self.limit = limit
    request = nil
    sent = 0
    bodyRead = 0
    ending = TransferEnding()
    easy.prepare(bodyCount: delivery.body.count, headers: headers)
    started = Clock.monotonicMilliseconds()
  }

  /// The delivery and how it ended, once libcurl is through with it.
  func end(code: UInt32) -> (Delivery, TransferEnding) {
    guard let delivery else { preconditionFailure("a transfer ended that was not begun") }
    self.delivery = nil
    if let request { sockets.end(request.number, localPort: request.localPort) }
    ending.code = code
    ending.milliseconds = Clock.monotonicMilliseconds() - started
    // Where the answer was whole, nothing more is asked.
    if code != 0 || ending.headMilliseconds == nil { easy.describe(&ending) }
    return (delivery, ending)
  }

  // MARK: - What libcurl calls

  /// The next bytes of the request's body, at most `capacity`; nil when all were given.
  ///
  /// They are given once: there is no way back to the first, and so none to a second request.
  func nextBody(_ capacity: Int) -> Range<Int>? {
    guard let count = delivery?.body.count, sent < count else { return nil }
    let range = sent..<min(count, sent + capacity)
    sent = range.upperBound
    return range
  }

  /// Whether the request may go out, over the connection that is there now, with this local port.
  ///
  /// libcurl sends a request again, unasked, when a kept connection breaks off before an answer.
  /// That may be the second POST, for nobody knows what became of the first; but if the sending
  /// itself failed nothing of it left, and the connection had been closed while it was idle.
  func mayBeginRequest(localPort: Int32) -> Bool {
    if request != nil && !easy.hasFailedToSend {
      ending.isResendRefused = true
      return false
    }
    request = (sockets.begin(localPort: localPort), localPort)
    return true
  }

  /// Takes a line of the header block; whether to go on.
  func takeHeader(_ line: Span<UInt8>) -> Bool {
    let wasComplete = ending.head.isComplete
    guard ending.head.take(line) else { return false }
    if ending.head.isComplete, !wasComplete {
      let milliseconds = Clock.monotonicMilliseconds() - started
      // libcurl looks at its clock between two pieces of work, not before each line.
      if milliseconds > limit {
        ending.isLate = true
        return false
      }
      ending.headMilliseconds = milliseconds
    }
    return true
  }

  /// Takes a piece of the response's body; whether to go on.
  func takeBody(_ bytes: Span<UInt8>) -> Bool {
    bodyRead += bytes.count
    for index in bytes.indices.prefix(Self.maximumBodyKept - ending.body.count) {
      ending.body.append(bytes[index])
    }
    ending.isBodyLong = bodyRead > Self.maximumBodyRead
    return !ending.isBodyLong
  }

  /// Whether the address may be dialled.
  func mayDial(_ address: IPAddress) -> Bool {
    if let kind = addresses.objection(to: address) {
      ending.refused.append(TransferEnding.Refusal(address, kind))
      return false
    }
    ending.dialled = address
    return true
  }

  /// Learns what came of opening a socket: its number, or -1 and why.
  func noteSocket(_ number: Int32, error: Int32) {
    if number >= 0 { sockets.note(number) } else { ending.socketError = error }
  }
}
