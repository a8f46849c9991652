package import Command
import JSONText
import Notifications

/// `mrr-group`: joins adjacent notifications that belong together into one payload (rules.md,
/// section 7).
///
/// Like `uniq`, it looks at adjacent lines alone and never at the clock. What is written has a
/// `meta` of id and at; a line that was not joined keeps its other bytes as they were.
package struct Group: Stage {
  private var reader = NotificationReader(identity: true)
  private var key = GroupKey()

  /// The group that is open: what makes it one, its last line and what was read of it, how far
  /// that has moved since, and the movements of the lines before it.
  private var isOpen = false
  private var openKey = GroupKey()
  private var openParts: [Int64] = []
  private var last = LineBuffer()
  private var lastReader = NotificationReader(identity: true)
  private var lastShift = 0
  private var earlier = LineBuffer()

  /// Makes the stage.
  package init() {}

  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
  ) throws(Rejection) {
    try reader.read(bytes, line)
    let isAlone = reader.event == .failedPayment
    if isAlone || (!isOpen && reader.isLast && reader.places.metaID >= 0) {
      settle(into: &output)
      writeAlone(bytes, line, to: &output)
      return
    }
    key.read(reader, bytes)
    let continues = isOpen && key == openKey
    if !continues {
      settle(into: &output)
      openParts.removeAll(keepingCapacity: true)
    }
    if continues || !reader.isLast, let part = reader.part(bytes) {
      // Whoever wrote it was interrupted, and began anew: it may not count twice.
      if openParts.contains(part) { return output.skip("repeated") }
      openParts.append(part)
    }
    if continues { keepMovements() }
    if reader.isLast {
      isOpen = false
      GroupedLine(range: line, shift: 0).write(bytes, reader, key, after: earlier, to: &output)
      earlier.removeAll()
      return
    }
    if !continues {
      isOpen = true
      swap(&key, &openKey)
    }
    last.removeAll()
    last.append(bytes, line)
    swap(&reader, &lastReader)
    lastShift = line.lowerBound
  }

  package var isInsidePayload: Bool { isOpen && lastReader.places.metaID >= 0 }

  package mutating func finish(into output: inout Output) throws(Failure) {
    settle(into: &output)
  }

  /// Writes a line that is a payload of its own.
  private mutating func writeAlone(
    _ bytes: Span<UInt8>, _ line: Range<Int>, to output: inout Output
  ) {
    guard let cut = middleOfMeta(bytes) else {
      key.read(reader, bytes)
      GroupedLine(range: line, shift: 0).write(
        bytes, reader, key, after: LineBuffer(), to: &output)
      return
    }
    output.lines.append(bytes, line.lowerBound..<cut.lowerBound)
    output.lines.append(line: bytes, cut.upperBound..<line.upperBound)
    output.written += 1
  }

  /// What stands between the id and the time in a `meta` as `mrr-detect` writes it: it is all that
  /// has to go.
  ///
  /// Nil for every other form.
  private func middleOfMeta(_ bytes: Span<UInt8>) -> Range<Int>? {
    let places = reader.places
    guard places.metaID >= 0, places.at >= 0 else { return nil }
    let meta = reader.found[places.meta].range
    let id = reader.found[places.metaID]
    let at = reader.found[places.at]
    let quoted = 5  // `"id":` and `"at":`
    guard case .string = at.kind, Int(id.keyStart) == meta.lowerBound + 1,
      Int(id.start) == Int(id.keyStart) + quoted, Int(at.start) == Int(at.keyStart) + quoted,
      Int(at.end) == meta.upperBound - 1, bytes[Int(at.keyStart) - 1] == UInt8(ascii: ",")
    else { return nil }
    return Int(id.end)..<Int(at.keyStart) - 1
  }

  /// Writes the open group, if there is one.
  private mutating func settle(into output: inout Output) {
    guard isOpen else { return }
    isOpen = false
    GroupedLine(range: 0..<last.count, shift: lastShift).write(
      last.bytes.span, lastReader, openKey, after: earlier, to: &output)
    earlier.removeAll()
  }

  /// Puts the movements of the line that is no longer the last one to the earlier ones.
  private mutating func keepMovements() {
    let bytes = last.bytes
    let line = GroupedLine(range: 0..<last.count, shift: lastShift)
    earlier.append(bytes.span, line.movements(lastReader))
    earlier.append(UInt8(ascii: ","))
  }
}
