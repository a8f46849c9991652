import JSONText
import Streams

/// Where refused records go, byte for byte (`--rejects`).
///
/// It is opened, for appending, when the first one comes.
struct Rejects: ~Copyable {
  private let address: Address?
  private var outlet: Outlet?
  private var buffer = LineBuffer()
  /// Whether a file that has to be made is for its owner's eyes alone.
  var isPrivate = false

  init(_ address: Address?) { self.address = address }

  var isWanted: Bool { address != nil }

  /// Adds `bytes[range]`, and with `endsLine` a line end.
  mutating func add(
    _ bytes: Span<UInt8>, _ range: Range<Int>, endsLine: Bool = true, in session: Session
  ) throws(Ending) {
    guard address != nil else { return }
    buffer.append(bytes, range)
    if endsLine { buffer.append(UInt8(ascii: "\n")) }
    if buffer.count >= 64 * 1024 { try flush(in: session) }
  }

  /// Writes everything; waits for the reader.
  mutating func flush(in session: Session) throws(Ending) {
    _ = try write(in: session) { (outlet, buffer) throws(Ending) in
      try outlet.write(&buffer, in: session)
      return nil
    }
  }

  /// Writes what can be written without waiting; what to wait for, where something is left.
  mutating func flushWhatCanBe(in session: Session) throws(Ending) -> Wait.Pause? {
    try write(in: session) { (outlet, buffer) throws(Ending) in
      try outlet.writeWhatCanBe(&buffer, in: session)
    }
  }

  private mutating func write(
    in session: Session, _ body: (Outlet, inout LineBuffer) throws(Ending) -> Wait.Pause?
  ) throws(Ending) -> Wait.Pause? {
    guard let address, !buffer.isEmpty else { return nil }
    do throws(Ending) {
      let outlet = if let outlet { outlet } else { try open(address, in: session) }
      self.outlet = outlet
      return try body(outlet, &buffer)
    } catch {
      // Not to be tried again where it fails: one report is enough.
      buffer.removeAll()
      if error == .readerGone {
        throw .failed(Failure(.io, "\(address.outputName): \(Errno.brokenPipe)"))
      }
      throw error
    }
  }

  /// Writes what is left and closes.
  mutating func close(in session: Session) throws(Ending) {
    try flush(in: session)
    try outlet.take()?.close(in: session, isHurried: true)
  }

  private func open(_ address: Address, in session: Session) throws(Ending) -> Outlet {
    // Standard output is the main output's to close.
    let place = address == .standard ? .descriptor(StandardDescriptors.output) : address
    return try Outlet(place, isPrivate ? .appendingPrivate : .appending, in: session)
  }
}
