import JSONText
import Streams

/// Where refused records go, byte for byte (`--rejects`).
///
/// It is opened, for appending, when the first one comes.
struct Rejects: ~Copyable {
  private let address: Address?
  private var sink: LineSink?
  private var buffer = LineBuffer()
  /// Whether a file that has to be made is for its owner's eyes alone.
  var isPrivate = false

  init(_ address: Address?) { self.address = address }

  var isWanted: Bool { address != nil }

  /// Adds `bytes[range]`, and with `endsLine` a line end.
  mutating func add(
    _ bytes: Span<UInt8>, _ range: Range<Int>, endsLine: Bool = true
  ) throws(Ending) {
    guard address != nil else { return }
    buffer.append(bytes, range)
    if endsLine { buffer.append(UInt8(ascii: "\n")) }
    if buffer.count >= 64 * 1024 { try flush() }
  }

  mutating func flush() throws(Ending) {
    guard let address, !buffer.isEmpty else { return }
    let name = address.outputName
    do throws(AddressError) {
      if sink == nil { sink = LineSink(try open(address), name: name) }
    } catch {
      buffer.removeAll()
      throw .failed(Failure(error))
    }
    do throws(Errno) {
      try sink?.write(&buffer)
    } catch {
      // Not to be tried again: one report is enough.
      buffer.removeAll()
      throw .failed(Failure(.io, "\(name): \(error)"))
    }
  }

  /// Writes what is left and closes.
  mutating func close() throws(Ending) {
    try flush()
    do throws(Errno) {
      try sink.take()?.close()
    } catch {
      throw .failed(Failure(.io, "\(address?.outputName ?? ""): \(error)"))
    }
  }

  private func open(_ address: Address) throws(AddressError) -> FileDescriptor {
    // Standard output is the main output's to close.
    let place = address == .standard ? .descriptor(StandardDescriptors.output) : address
    return try place.openForWriting(isPrivate ? .appendingPrivate : .appending)
  }
}
